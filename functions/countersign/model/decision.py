"""What the gate decided, and why."""

from enum import StrEnum
from typing import Any

from countersign.model.frozen import Digest, Frozen, Moment


class Verdict(StrEnum):
    """The six answers of the gate, from most to least permissive."""

    ALLOW = "ALLOW"
    REQUIRE_APPROVAL = "REQUIRE_APPROVAL"
    DRAFT = "DRAFT"
    RECOMMEND = "RECOMMEND"
    ESCALATE = "ESCALATE"
    DENY = "DENY"


class Need(Frozen):
    """`count` different people in `role`, within `within_seconds` of being asked."""

    role: str
    count: int
    within_seconds: int


class Reason(Frozen):
    """A policy that determined the verdict."""

    policy: str
    title: str


class Decision(Frozen):
    """One verdict with everything it rests on: replaying `facts` under `bundle` gives the same verdict."""

    tenant: str
    case_id: str
    action: Digest
    verdict: Verdict
    needs: tuple[Need, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[str, ...]
    facts: dict[str, Any]
    approvals: dict[str, int]
    bundle: str
    warrant: Digest | None
    decided_at: Moment
