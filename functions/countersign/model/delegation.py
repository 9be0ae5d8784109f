"""Who stands in for whom, and who is away."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import Frozen, Moment, Tenant
from countersign.model.plan import Money, ProposedAction

DelegationId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Colleague(Frozen):
    """One side of a delegation, as the directory knew them when it was made."""

    subject: str
    name: str
    person: str | None


class Delegation(Frozen):
    """From `starts_at` until before `ends_at`, `delegate` may answer as `delegator` might who has one of `roles`.

    Only for actions of these names, or for all where none is named; with `up_to`, only for amounts of at most that.
    """

    tenant: Tenant
    delegation_id: DelegationId
    delegator: Colleague
    delegate: Colleague
    roles: tuple[str, ...]
    actions: tuple[str, ...]
    up_to: Money | None
    reason: str
    starts_at: Moment
    ends_at: Moment
    made_at: Moment
    revoked_at: Moment | None
    revoked_by: str | None

    def holds(self, now: datetime) -> bool:
        """Whether it has begun, and neither ended nor been revoked."""
        return self.revoked_at is None and self.starts_at <= now < self.ends_at

    def covers(self, action: ProposedAction) -> bool:
        """Whether the action is within its scope; one without an amount is not within a limit."""
        if self.actions and action.name not in self.actions:
            return False
        if self.up_to is None:
            return True
        money = action.money
        return money is not None and money.currency == self.up_to.currency and money.amount_minor <= self.up_to.amount_minor


class Absence(Frozen):
    """Somebody is away from `starts_at` until before `ends_at`, unless they came back at `ended_at`."""

    subject: str
    name: str
    starts_at: Moment
    ends_at: Moment
    ended_at: Moment | None

    def holds(self, now: datetime) -> bool:
        """Whether they are away now."""
        return self.ended_at is None and self.starts_at <= now < self.ends_at
