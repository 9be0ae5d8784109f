"""What a comparison found."""

from enum import StrEnum

from countersign.model.frozen import Digest, Frozen, Moment


class Kind(StrEnum):
    """In which way the system's list and the hub's ledger differ."""

    NOT_THERE = "not_there"
    NOT_OURS = "not_ours"
    TWICE = "twice"
    OTHER_AMOUNT = "other_amount"
    OTHER_ID = "other_id"
    NOT_DONE_HERE = "not_done_here"
    ALTERED = "altered"


class Difference(Frozen):
    """One effect that is not the same on both sides; `here` and `there` say how each side has it, None where it has none."""

    kind: Kind
    name: str
    case_id: str | None
    action: Digest | None
    key: str | None
    vendor_id: str | None
    here: str | None
    there: str | None
    at: Moment


class Report(Frozen):
    """`agreed` counts, by action, what is the same on both sides; `not_listed` are actions whose system keeps no list."""

    since: Moment
    until: Moment
    agreed: dict[str, int]
    not_listed: tuple[str, ...]
    differences: tuple[Difference, ...]
