"""How a case ended, and what a person must still see to."""

from countersign.model.case import CaseState
from countersign.model.frozen import Frozen, Moment


class Escalation(Frozen):
    """A case, or one action of it, that a person takes over. `reason` is an error name or a verdict, never a text.

    `settled_at` is set once there is nothing left for the person to see to.
    """

    tenant: str
    case_id: str
    subject: str
    reason: str
    at: Moment
    settled_at: Moment | None = None


class Outcome(Frozen):
    """What the hub achieved, as measured when the workflow ended."""

    end_state: CaseState
    intent: str
    effects: tuple[str, ...]
    approvals: int
    escalations: tuple[str, ...]
    seconds: int
    measured_at: Moment
