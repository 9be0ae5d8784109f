"""Public keys of KMS (ECDSA P-256), used where there is no KMS."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key, load_pem_public_key

from countersign.adapters.ed25519 import KeyFormatError


class EcdsaPublicKey:
    """A public key of the kind ECC_NIST_P256, from its SPKI form in PEM or DER."""

    def __init__(self, encoded: bytes) -> None:
        """Raises KeyFormatError."""
        try:
            key = load_pem_public_key(encoded) if encoded.startswith(b"-----BEGIN") else load_der_public_key(encoded)
        except ValueError as error:
            raise KeyFormatError("not a public key") from error
        if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
            raise KeyFormatError("not a P-256 key")
        self._key = key

    @property
    def spki(self) -> bytes:
        return self._key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    @property
    def pem(self) -> str:
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the SPKI form, in hex: `openssl pkey -pubin -in KEY -outform DER | sha256sum`."""
        return hashlib.sha256(self.spki).hexdigest()

    def verifies(self, message: bytes, signature: bytes) -> bool:
        try:
            self._key.verify(signature, message, ECDSA(SHA256()))
        except InvalidSignature:
            return False
        return True
