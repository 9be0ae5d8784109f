"""Data keys: AES-256-GCM in this process, wrapped by KMS, or by a key in memory for tests."""

import os
from base64 import b64decode, b64encode
from hmac import digest as hmac
from typing import TYPE_CHECKING

from countersign.privacy.ports import SealBrokenError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

_KEY_BYTES = 32
# NIST SP 800-38D, section 8.2.2: 96 random bits are good for 2^32 messages under one key, and a key is one customer's.
_NONCE_BYTES = 12


class AesDataKey:
    """AES-256-GCM; the place is authenticated with what lies there."""

    def __init__(self, material: bytes) -> None:
        # Here and not above: the library costs a cold start 20 ms, and not every call meets personal data.
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._material = material
        # A key for each use (NIST SP 800-108): what is derived tells nothing of what is sealed.
        self._cipher = AESGCM(hmac(material, b"countersign-seal-v1", "sha256"))
        self._altered = InvalidTag

    def seal(self, plaintext: bytes, place: str) -> str:
        nonce = os.urandom(_NONCE_BYTES)
        return b64encode(nonce + self._cipher.encrypt(nonce, plaintext, place.encode())).decode()

    def open(self, sealed: str, place: str) -> bytes:
        try:
            raw = b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
        except (ValueError, self._altered):
            raise SealBrokenError("what lies here is not what was sealed here") from None

    def derive(self, purpose: str) -> str:
        return hmac(self._material, b"countersign-derive-v1\0" + purpose.encode(), "sha256").hex()


class KmsKeyKeeper:
    """Data keys of one KMS key. The context names the tenant and no customer, for the account's trail logs it."""

    def __init__(self, client: "KMSClient", key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def make(self, tenant: str) -> tuple[AesDataKey, str]:
        made = self._client.generate_data_key(KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=_context(tenant))
        return AesDataKey(made["Plaintext"]), b64encode(made["CiphertextBlob"]).decode()

    def unwrap(self, tenant: str, wrapped: str) -> AesDataKey:
        try:
            answer = self._client.decrypt(KeyId=self._key_id, CiphertextBlob=b64decode(wrapped), EncryptionContext=_context(tenant))
        except self._client.exceptions.InvalidCiphertextException:
            raise SealBrokenError("not a key of this tenant") from None
        return AesDataKey(answer["Plaintext"])


class InMemoryKeyKeeper:
    """Wraps with a key of this process."""

    def __init__(self) -> None:
        self._wrapping = AesDataKey(os.urandom(_KEY_BYTES))

    def make(self, tenant: str) -> tuple[AesDataKey, str]:
        material = os.urandom(_KEY_BYTES)
        return AesDataKey(material), self._wrapping.seal(material, tenant)

    def unwrap(self, tenant: str, wrapped: str) -> AesDataKey:
        return AesDataKey(self._wrapping.open(wrapped, tenant))


def _context(tenant: str) -> dict[str, str]:
    return {"tenant": tenant, "purpose": "personal data"}
