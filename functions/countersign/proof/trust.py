"""Whom a proof is checked against."""

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
