"""What a case's record says of each action that was decided: done, not done, unknown, or still open."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from countersign.model.approval import ApprovalState
from countersign.model.audit import AuditEvent
from countersign.model.decision import Verdict
from countersign.model.effect import AttemptState
from countersign.model.frozen import Digest, Frozen

RECEIVED = "interaction.received"
DECIDED = "decision.made"
ATTEMPTED = "effect.attempted"
SETTLED = "effect.settled"
ANSWERED = "approval.answered"
EXPIRED = "approval.expired"
LAPSED = "approval.lapsed"
ESCALATED = "case.escalated"
ERASED = "case.erased"
WITHHELD = "action.withheld"
EDITED = "action.edited"
# Which part of an event's body says more than its type.
_TELLING = {DECIDED: "verdict", ANSWERED: "state", SETTLED: "state", ESCALATED: "reason", WITHHELD: "reason"}
_CLOSED = {f"effect.{state.lower()}": state for state in AttemptState}
# Verdicts after which nothing more is tried with the action itself.
_REFUSING = frozenset({Verdict.DENY, Verdict.ESCALATE, Verdict.DRAFT, Verdict.RECOMMEND})


class Ending(StrEnum):
    """NOT_DONE needs two things: a refusal is on record, and up to the end of the record no request was opened for the action."""

    DONE = "done"
    NOT_DONE = "not done"
    REFUSED_THERE = "refused by the other system"
    UNKNOWN = "unknown"
    OPEN = "open"


_ENDINGS = {AttemptState.DONE: Ending.DONE, AttemptState.REJECTED: Ending.REFUSED_THERE, AttemptState.UNKNOWN: Ending.UNKNOWN}


class Claim(Frozen):
    """How one action ended, and the event that shows it."""

    action: Digest
    name: str
    ending: Ending
    because: str
    sequence: int


def claims(record: Sequence[AuditEvent]) -> tuple[Claim, ...]:
    """Of every action that was decided, warranted or withheld, in the order of the record."""
    naming = {DECIDED: ("action", "warrant"), WITHHELD: ("action",)}
    named = [event.body[name] for event in record for name in naming.get(event.type, ())]
    return tuple(_claim(action, record) for action in dict.fromkeys(named) if action is not None)


def concerns(event: AuditEvent, action: str) -> bool:
    """Whether the event is about this action; an escalated one is named as subject, and a note as warranted in another's place."""
    return action in {event.body.get("action"), event.body.get("subject"), event.body.get("warrant")}


def _claim(action: str, record: Sequence[AuditEvent]) -> Claim:
    about = [event for event in record if concerns(event, action)]
    name = next((found for event in about if (found := _name(event, action))), "an action")
    effects = [event for event in about if event.type in _CLOSED or event.type in {ATTEMPTED, SETTLED}]
    if effects:
        return _shown_by(effects[-1], action, name, _ENDINGS.get(_state(effects[-1]), Ending.OPEN))
    refusals = [event for event in about if _refuses(event, action)]
    if refusals:
        return _shown_by(refusals[0], action, name, Ending.NOT_DONE)
    return _shown_by(about[-1], action, name, Ending.OPEN)


def _shown_by(event: AuditEvent, action: str, name: str, ending: Ending) -> Claim:
    told = event.body.get(_TELLING.get(event.type, ""))
    return Claim(action=action, name=name, ending=ending, because=f"{event.type} {told}" if told else event.type, sequence=event.sequence)


def _name(event: AuditEvent, action: str) -> str | None:
    """What kind of action it is: what was sent says so, and what was decided on, if anything could be decided on it."""
    named: str | None = event.body.get("name")
    return named if event.type != DECIDED or event.body["action"] == action else None


def _state(effect: AuditEvent) -> AttemptState:
    told: Any = effect.body.get("state") if effect.type == SETTLED else _CLOSED.get(effect.type, AttemptState.OPEN)
    return AttemptState(told)


def _refuses(event: AuditEvent, action: str) -> bool:
    """A no of the gate, of people, of the clock, of a person who took over, or put another in its place."""
    if event.type == DECIDED:
        return event.body["verdict"] in _REFUSING and event.body["action"] == action != event.body["warrant"]
    if event.type == ANSWERED:
        return bool(event.body["state"] == ApprovalState.REJECTED)
    return event.type in {EXPIRED, ESCALATED, WITHHELD, EDITED}
