"""Whom a proof is checked against."""

from base64 import b64encode
from textwrap import wrap
from typing import Protocol

from countersign.record.notes import Note, key_id


class PublicKey(Protocol):
    """A key that the checker got by another way than the proof."""

    @property
    def spki(self) -> bytes:
        """In SPKI form (DER)."""
        ...

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether this is the key's signature (ECDSA P-256 over SHA-256, DER)."""
        ...


def signed_by(note: Note, name: str, key: PublicKey) -> bool:
    """Whether the key of this name signed the note; signatures of unknown keys are ignored, a wrong one of the known key is not."""
    known = [each for each in note.signatures if (each.name, each.key_id) == (name, key_id(key.spki))]
    return bool(known) and all(key.verifies(note.text.encode(), each.signature) for each in known)


def pem(spki: bytes) -> str:
    """A key in SPKI form (DER) as files hold it (RFC 7468)."""
    body = "\n".join(wrap(b64encode(spki).decode(), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
