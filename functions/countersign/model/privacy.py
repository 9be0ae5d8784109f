"""Whose personal data is kept, under which key, and who had it erased."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import Frozen, Identifier, Moment

# 128 bits of the hash of a key's wrapped form: it names the key on the record, and after the key's end nobody.
KeyId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
# A reference to the request, such as `DSR-2026-117`: it is kept when the customer's name is not.
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{2,99}$")]
# Who asks today and is joined by nobody has to ask again, so that nobody erases alone by being second after a forgotten first.
ASKED_FOR = timedelta(days=7)


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


class About(Frozen):
    """Which customer a request is about. In its body: addresses stand in traces."""

    customer_id: Identifier


class Erase(About):
    """A request to erase; whoever asks first says by reference why."""

    reason: Reference | None = None


class ErasureState(StrEnum):
    """ASKED until a second person agrees; from ERASING on nothing is readable any more, and DONE when nothing is left to overwrite."""

    ASKED = "ASKED"
    ERASING = "ERASING"
    DONE = "DONE"


class Erasure(Frozen):
    """Who had a customer's data erased, and why. The customer is named by the key alone, which is then destroyed."""

    key_id: KeyId
    state: ErasureState
    reason: Reference
    asked_by: str
    asked_name: str
    asked_person: str | None
    asked_at: Moment
    agreed_by: str | None = None
    agreed_name: str | None = None
    agreed_at: Moment | None = None
    cases: int = 0

    def is_asked(self, now: datetime) -> bool:
        """Whether a second person may agree."""
        return self.state is ErasureState.ASKED and now < self.asked_at + ASKED_FOR
