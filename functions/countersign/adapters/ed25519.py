"""Signing and verifying with an Ed25519 key pair (RFC 8032) where there is no AWS."""

import hashlib
from base64 import b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key


class KeyFormatError(ValueError):
    """Not a key of the kind, or in a form, that is understood here."""


class Ed25519Signer:
    """A private key in an unencrypted PEM (PKCS 8)."""

    def __init__(self, pem: bytes) -> None:
        """Raises KeyFormatError."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError) as error:
            raise KeyFormatError("not an unencrypted private key in PEM") from error
        if not isinstance(key, Ed25519PrivateKey):
            raise KeyFormatError("not an Ed25519 key")
        self._key = key

    @property
    def key_id(self) -> str:
        return _key_id(self._key.public_key())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


class Ed25519Verifier:
    """A public key, in PEM or as its 32 bytes in base64."""

    def __init__(self, key: str) -> None:
        """Raises KeyFormatError."""
        self._key = _public_key(key)

    def verify(self, message: bytes, signature: bytes, key_id: str) -> bool:
        if key_id != _key_id(self._key):
            return False
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


def _public_key(text: str) -> Ed25519PublicKey:
    try:
        key = (
            load_pem_public_key(text.encode())
            if text.startswith("-----BEGIN")
            else Ed25519PublicKey.from_public_bytes(b64decode(text, validate=True))
        )
    except ValueError as error:
        raise KeyFormatError("not a public key in PEM or base64") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFormatError("not an Ed25519 key")
    return key


def _key_id(key: Ed25519PublicKey) -> str:
    return f"ed25519:{hashlib.sha256(key.public_bytes_raw()).hexdigest()}"
