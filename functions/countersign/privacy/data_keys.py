"""What privacy needs of the outside; `adapters` implement it on KMS and in memory, under the same contract tests."""

from typing import Protocol


class SealBrokenError(Exception):
    """What was sealed was altered, moved to another place, or sealed under another key."""


class DataKey(Protocol):
    """One customer's key. It is in the clear in memory only."""

    def seal(self, plaintext: bytes, place: str) -> str:
        """Readable at `place` only, and in text form."""
        ...

    def open(self, sealed: str, place: str) -> bytes:
        """Raises SealBrokenError."""
        ...

    def derive(self, purpose: str) -> str:
        """32 secret bytes in hex, the same each time; gone for ever with the key."""
        ...


class KeyKeeper(Protocol):
    """Wraps data keys so that nobody else can unwrap them. It keeps none: whoever destroys the wrapped form destroys the key."""

    def make(self, tenant: str) -> tuple[DataKey, str]:
        """A new key and its wrapped form."""
        ...

    def unwrap(self, tenant: str, wrapped: str) -> DataKey:
        """Raises SealBrokenError for a key that was wrapped for another tenant, or by another keeper."""
        ...
