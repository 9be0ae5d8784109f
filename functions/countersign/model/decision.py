"""What the gate decided, and why."""

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from countersign.model.assurance import Assurance
from countersign.model.commitment import commitment
from countersign.model.frozen import Digest, Frozen, Moment


class Verdict(StrEnum):
    """The six answers of the gate, from most to least permissive."""

    ALLOW = "ALLOW"
    REQUIRE_APPROVAL = "REQUIRE_APPROVAL"
    DRAFT = "DRAFT"
    RECOMMEND = "RECOMMEND"
    ESCALATE = "ESCALATE"
    DENY = "DENY"


class Hold(StrEnum):
    """Why gate does not decide an action. NOT_YET passes: what it comes after is still on its way.

    WITHHELD is final, because what it comes after was not done, and so is SUPERSEDED: a person put another in its place.
    """

    NOT_YET = "NOT_YET"
    WITHHELD = "WITHHELD"
    SUPERSEDED = "SUPERSEDED"


class Withheld(Frozen):
    """An action that is never done because what it comes after was not: `because` is how that one ended."""

    action: Digest
    after: Digest
    reason: Literal["DependencyNotDone"] = "DependencyNotDone"
    because: str
    at: Moment


class ApprovalRung(Frozen):
    """From `after_seconds` on, members of `groups` are asked too and may answer, with `delegates` also those who stand in for them.

    A rung may also `remind` those who were asked before.
    """

    after_seconds: Annotated[int, Field(ge=0)]
    groups: tuple[str, ...] = ()
    delegates: bool = False
    remind: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.groups or self.delegates or self.remind):
            raise ValueError("a rung names groups, lets delegates answer, or reminds")
        return self


Routes = dict[str, tuple[ApprovalRung, ...]]


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
    """One verdict with everything it rests on: replaying `facts` under `bundle` gives the same verdict.

    `routes` says whom to ask for each needed role, `assurance` what they have to show. `warrant` is the action that may now be done:
    the decided one, or a note in its place.
    `dependents` come after the decided action, in order.
    """

    tenant: str
    case_id: str
    action: Digest
    verdict: Verdict
    needs: tuple[Need, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[str, ...]
    facts: dict[str, Any]
    approvals: dict[str, int]
    bundle: Digest
    routes: Routes
    assurance: Assurance | None
    warrant: Digest | None
    dependents: tuple[Digest, ...]
    decided_at: Moment

    def rung_seconds(self) -> list[int]:
        """How long each rung of the ladder waits before the next is asked; the last one until the first deadline."""
        edges = [*ladder(self.needs, self.routes), min((need.within_seconds for need in self.needs), default=0)]
        return [end - start for start, end in pairwise(edges)]


class Grounds(Frozen):
    """The facts behind a decision on the record: `facts` are what its commitment was made of, with `opening`. Sealed, and erasable."""

    name: str
    opening: str
    facts: dict[str, Any]

    @property
    def commitment(self) -> str:
        """What the record holds in their place."""
        return commitment(self.opening, self.facts)


def ladder(needs: tuple[Need, ...], routes: Routes) -> list[int]:
    """When each rung begins, in seconds after the request: the rungs of all roles in one order of time, up to the first deadline."""
    deadline = min((need.within_seconds for need in needs), default=0)
    return sorted({rung.after_seconds for rungs in routes.values() for rung in rungs if rung.after_seconds < deadline})
