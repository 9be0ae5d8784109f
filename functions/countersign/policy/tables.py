"""The numbers beside the policies: how much autonomy is granted, who answers for a role and what they have to show, and the limits.

Risk and CX owners edit them as TOML in `policies/`; the bundle carries them, so its digest covers them.
"""

from typing import Annotated, Self

from pydantic import Field, model_validator

from countersign.model.case import Channel
from countersign.model.decision import ApprovalRung
from countersign.model.frozen import Frozen
from countersign.policy.facts import Autonomy
from countersign.sdk.contract import Effect

_Cap = Annotated[int, Field(ge=1)]
_Hour = Annotated[int, Field(ge=0, le=23)]


class AutonomyGrant(Frozen):
    """What the hub may do by itself for one intent, action and set of channels."""

    intent: str
    action: str
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)]
    level: Autonomy


class AutonomyTable(Frozen):
    """Grants; whatever is not granted has the `default` level."""

    default: Autonomy
    grants: tuple[AutonomyGrant, ...]

    @model_validator(mode="after")
    def _grants_do_not_overlap(self) -> Self:
        seen: set[tuple[str, str, Channel]] = set()
        for grant in self.grants:
            for channel in grant.channels:
                place = (grant.intent, grant.action, channel)
                if place in seen:
                    raise ValueError(f"autonomy is granted twice for {place}")
                seen.add(place)
        return self

    def level(self, *, intent: str, action: str, channel: str) -> Autonomy:
        """The granted level, or the default."""
        for grant in self.grants:
            if (grant.intent, grant.action) == (intent, action) and channel in grant.channels:
                return grant.level
        return self.default


class ApprovalRoute(Frozen):
    """Whom to ask for one role, in order; the deadline of the whole request stands at the policy."""

    rungs: Annotated[tuple[ApprovalRung, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rungs_climb(self) -> Self:
        starts = [rung.after_seconds for rung in self.rungs]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise ValueError("the first rung starts at once, and each later one starts later")
        if not self.rungs[0].groups:
            raise ValueError("the first rung names the groups that are asked")
        return self


class LinkEnough(Frozen):
    """Where a link alone may say yes: with at most so many approvers, up to this amount, for effects of these classes."""

    approvers: Annotated[int, Field(ge=0)]
    up_to_minor: Annotated[int, Field(ge=0)]
    effects: tuple[Effect, ...]


class FreshSignIn(Frozen):
    """Above this amount the sign-in may be so old at most."""

    over_minor: Annotated[int, Field(ge=0)]
    within_seconds: Annotated[int, Field(ge=60)]


class SecondFactor(Frozen):
    """Above this amount a second factor must have been shown."""

    over_minor: Annotated[int, Field(ge=0)]


class Strength(Frozen):
    """What approvers have to show for a yes, by what is at stake. Money in minor units of EUR."""

    link: LinkEnough
    sign_in: FreshSignIn | None = None
    second_factor: SecondFactor | None = None


class ContactLimits(Frozen):
    """How often and when customers may be reached; quiet hours run over midnight, in the customer's own time."""

    contacts_24h: _Cap
    outreach_24h: _Cap
    quiet_from_hour: _Hour
    quiet_until_hour: _Hour

    @model_validator(mode="after")
    def _night_runs_over_midnight(self) -> Self:
        if self.quiet_from_hour <= self.quiet_until_hour:
            raise ValueError("quiet_from_hour is in the evening, quiet_until_hour in the morning")
        return self


class Limits(Frozen):
    """Cumulative limits for one customer, and how old facts may be. Money in minor units of EUR."""

    refunds_24h: _Cap
    refunded_24h_unapproved_minor: _Cap
    refunded_24h_minor: _Cap
    refunded_30d_minor: _Cap
    facts_age_seconds: _Cap


class Tables(Frozen):
    """All tables of a bundle."""

    autonomy: AutonomyTable
    approvals: dict[str, ApprovalRoute]
    contact: ContactLimits
    limits: Limits
    strength: Strength

    def for_policies(self) -> dict[str, int]:
        """The limits as policies read them, `context.limits`."""
        return {**dict(self.contact), **dict(self.limits)}
