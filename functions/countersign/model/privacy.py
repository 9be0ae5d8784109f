"""Whose personal data is kept, and under which key."""

from typing import Annotated

from pydantic import Field

from countersign.model.frozen import Frozen

# 128 bits of the hash of a key's wrapped form: it names the key on the record, and after the key's end nobody.
KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class WrappedKey(Frozen):
    """The one row without which all of a customer's data is unreadable."""

    wrapped: str


class Subject(Frozen):
    """A customer. `cases` counts those under the present key and fences: an erasure and a new case cannot both be right.

    `erasing` is the destroyed key whose rows and texts are still being overwritten.
    """

    key_id: KeyId | None = None
    cases: int = 0
    erasing: KeyId | None = None
