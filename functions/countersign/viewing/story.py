"""One case as its story is told: by the command, and on its page."""

from functools import cached_property

from pydantic import ConfigDict

from countersign.model.amendment import Edit, Window
from countersign.model.audit import AuditEvent
from countersign.model.case import CaseState, Channel
from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment


class Told(Frozen):
    """Part of what the hub tells; it may tell more than is shown."""

    model_config = ConfigDict(extra="ignore")


class CaseSummary(Told):
    """One line of the list of cases."""

    case_id: str
    state: CaseState
    ticket_id: str
    customer_id: str
    channel: Channel
    received_at: Moment


class Chain(Told):
    """Whether the hash chain verifies, and if not, where it first fails."""

    whole: bool
    events: int
    fault: str | None


class Answered(Told):
    """One person's vote: `voter` is who it was on the record, `by` is their name."""

    voter: str
    by: str
    role: str
    answer: str


class CaseStory(Told):
    """The record of a case and what it speaks of. `answers` are by approval."""

    case: CaseSummary
    triage: Assessment | None
    actions: tuple[ProposedAction, ...]
    undo: tuple[Window, ...]
    edits: tuple[Edit, ...]
    record: tuple[AuditEvent, ...]
    chain: Chain
    answers: dict[str, tuple[Answered, ...]]

    @property
    def erased(self) -> bool:
        """Whether the customer's data is gone, and with it what the actions were; their salt is the first of it to go."""
        return any(not action.salt for action in self.actions)

    @cached_property
    def by_digest(self) -> dict[str, ProposedAction]:
        """Recomputed from what is stored: an action that was altered is not found under the digest on record."""
        return {action.digest: action for action in self.actions}
