"""What people found out about an effect that the hub knows nothing of."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from countersign.model.case import CaseRef
from countersign.model.effect import AttemptState
from countersign.model.frozen import Digest, Frozen, Moment

# An identifier, so that it may stand on the record: no blank and no @.
VendorId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$")]
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class EffectRef(CaseRef):
    """How an address names an effect: a case, and the digest of one of its actions."""

    action: Digest


class Found(Frozen):
    """What a person says: it happened, and the outside system calls it `vendor_id`; or it did not, and how they know."""

    happened: bool
    vendor_id: VendorId | None = None
    reason: Reason | None = None

    @model_validator(mode="after")
    def _names_its_ground(self) -> Self:
        if (self.vendor_id is None) == self.happened:
            raise ValueError("vendor_id belongs to what happened, and is needed for it")
        if self.reason is None and not self.happened:
            raise ValueError("that it did not happen needs a reason")
        return self

    def agrees(self, other: "Found") -> bool:
        """The same answer; each may have a reason of their own."""
        return (self.happened, self.vendor_id) == (other.happened, other.vendor_id)


class Finding(Frozen):
    """One person's answer. `by` is the subject by which the authorizer knows them."""

    found: Found
    by: str
    name: str
    at: Moment


class Settlement(Frozen):
    """The answers that count now; `answers` counts all that were ever given, and fences."""

    action: Digest
    findings: tuple[Finding, ...] = ()
    answers: int = 0


class Settled(Frozen):
    """Where the effect stands after an answer. `disagreed`: the answers differ, and everybody has to look again."""

    case_id: str
    action: Digest
    state: AttemptState
    still_needed: int
    disagreed: bool
