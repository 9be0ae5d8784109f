"""How a case ended, and what a person must still see to."""

from enum import StrEnum

from countersign.model.case import CaseState
from countersign.model.frozen import Frozen, Moment

# The subject of an escalation that is about no single action.
WHOLE_CASE = "case"


class Kind(StrEnum):
    """What sort of thing lies with people."""

    ESCALATION = "escalation"
    UNKNOWN_EFFECT = "unknown effect"
    REFUSAL = "refusal"
    STUCK_CASE = "stuck case"
    BREAKER_TRIP = "breaker trip"
    AUDIT_FINDING = "audit finding"
    FAILED_NOTICE = "failed notice"
    HASTY_ANSWERS = "hasty answers"


_KINDS = {
    "EffectUnknownError": Kind.UNKNOWN_EFFECT,
    "DENY": Kind.REFUSAL,
    "CaseStuck": Kind.STUCK_CASE,
    "BreakerTripped": Kind.BREAKER_TRIP,
    "RecordChanged": Kind.AUDIT_FINDING,
    "NoticeFailed": Kind.FAILED_NOTICE,
    "HastyAnswers": Kind.HASTY_ANSWERS,
}


class Escalation(Frozen):
    """A case, or one action of it, that a person takes over. `reason` is an error name or a verdict, never a text.

    `settled_at` is set once there is nothing left for the person to see to, and `settled_by` if it was a person who said so. What
    concerns a tenant as a whole is under the name of its control chain in the place of a case, and `detail` names it: a row, say.
    """

    tenant: str
    case_id: str
    subject: str
    reason: str
    at: Moment
    detail: str | None = None
    settled_at: Moment | None = None
    settled_by: str | None = None

    @property
    def kind(self) -> Kind:
        return _KINDS.get(self.reason, Kind.ESCALATION)


class Outcome(Frozen):
    """What the hub achieved, as measured when the workflow ended."""

    end_state: CaseState
    intent: str
    effects: tuple[str, ...]
    approvals: int
    escalations: tuple[str, ...]
    seconds: int
    measured_at: Moment
