"""What privacy needs of the outside; `adapters` implement it on AWS and in memory, under the same contract tests."""

from typing import Protocol

from countersign.ports import Content, Store, Table


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


class Rows(Store, Protocol):
    """A store whose rows can be found without knowing what is there."""

    def sorts(self, table: Table, partition: str) -> list[str]:
        """The sort keys of one partition, in order."""
        ...


class NotForgottenError(Exception):
    """Something could not be taken away; the message is the service's code for it."""


class Objects(Content, Protocol):
    """Contents that can be taken away."""

    def forget(self, prefix: str) -> None:
        """Take away every object whose name starts with `prefix`, with all its versions; raises NotForgottenError."""
        ...
