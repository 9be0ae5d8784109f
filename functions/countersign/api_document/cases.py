"""What came in, and what became of it."""

from typing import Literal

from countersign.api_document.operation import DAY, Listed, Operation, Parameter, Told
from countersign.model.amendment import Edit, Window
from countersign.model.audit import AuditEvent
from countersign.model.case import CaseState, Channel
from countersign.model.decision import Decision, Withheld
from countersign.model.effect import Attempt
from countersign.model.frozen import Moment
from countersign.model.outcome import Escalation, Outcome
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment

CASE_ID = Parameter("id", "path", {"type": "string", "pattern": "^C-[0-9A-Z]{16}$"}, "The case's id.")


class CaseLine(Told):
    """One case, in short."""

    case_id: str
    state: CaseState
    ticket_id: str
    """What the ticketing system calls it."""
    customer_id: str
    channel: Channel
    received_at: Moment


class CasesOfDay(Listed):
    """The cases received on one day."""

    day: str
    cases: tuple[CaseLine, ...]


class ChainCheck(Told):
    """Whether the events of the record still hang together."""

    whole: bool
    events: int
    fault: str | None
    """The first event that does not fit, and why."""


class CaseAnswer(Told):
    """What one person answered on one of the case's questions."""

    voter: str
    """Who it was, as the record calls them."""
    by: str
    """Their user name."""
    role: str
    answer: Literal["approve", "reject"]


class Story(Told):
    """Everything on record about one case."""

    case: CaseLine
    triage: Assessment | None
    """What the text seemed to want; null before triage."""
    outcome: Outcome | None
    """How it ended, as it was measured; null before."""
    actions: tuple[ProposedAction, ...]
    decisions: tuple[Decision, ...]
    attempts: tuple[Attempt, ...]
    """What was sent to outside systems, and what came of it."""
    escalations: tuple[Escalation, ...]
    answers: dict[str, tuple[CaseAnswer, ...]]
    """What people answered, by approval."""
    undo: tuple[Window, ...]
    """Until when each effect that was done can be undone, and by what."""
    withheld: tuple[Withheld, ...]
    """What is never done because what it was to come after was not."""
    edits: tuple[Edit, ...]
    """Which actions people put others in the place of; `drawn` is what stands there now."""
    record: tuple[AuditEvent, ...]
    """The case's hash chain, from its first event."""
    chain: ChainCheck


OPERATIONS = (
    Operation(
        "GET",
        "/cases",
        "listCases",
        "Cases",
        "The cases of a day, newest first",
        "By the day on which they were received, in UTC.",
        CasesOfDay,
        parameters=(Parameter("day", "query", DAY, "A date such as `2026-11-21`; today if it is left out."),),
        is_list=True,
    ),
    Operation(
        "GET",
        "/cases/{id}",
        "showCase",
        "Cases",
        "One case, with all that is on record",
        "What was understood, proposed, decided and sent, and the hash chain that says so. `chain.whole` is recomputed at each call.",
        Story,
        parameters=(CASE_ID,),
        refusals={404: "There is no such case in your tenant."},
    ),
)
