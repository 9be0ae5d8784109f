"""What is not decided, now or ever, because of how it stands with what it comes after."""

from datetime import datetime

from countersign.errors import ActionAlteredError
from countersign.model.amendment import Undo
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.decision import Decision, Hold, Verdict, Withheld
from countersign.model.effect import Attempt, AttemptState
from countersign.model.outcome import Escalation
from countersign.model.plan import ProposedAction
from countersign.ports import Put, Store
from countersign.record import audit, keys
from countersign.record.rows import find, load_action

UNDO_ASKED = "UndoAsked"
_ENDED = frozenset({AttemptState.REJECTED, AttemptState.UNKNOWN})
_UNDERWAY = frozenset({Verdict.ALLOW, Verdict.REQUIRE_APPROVAL})


def held(store: Store, ref: CaseRef, action: str, *, now: datetime) -> Hold | None:
    """Why the action is not decided, or None. The first to find that it never will be records it.

    Raises WriteRefusedError when somebody else did so at the same moment.
    """
    if _superseded(store, ref, action):
        return Hold.SUPERSEDED
    try:
        proposed = load_action(store, ref, action)
    except ActionAlteredError:
        # Whatever it says now, it is decided as what it is: altered.
        return None
    if proposed.after is None:
        return None
    return _held_by(store, ref, proposed, proposed.after, now)


def _superseded(store: Store, ref: CaseRef, action: str) -> bool:
    return store.get(keys.edit(ref.tenant, ref.case_id, action)) is not None


def _held_by(store: Store, ref: CaseRef, action: ProposedAction, after: str, now: datetime) -> Hold | None:
    if _superseded(store, ref, after):
        return Hold.SUPERSEDED
    if store.get(keys.withheld(ref.tenant, ref.case_id, action.digest)) is not None:
        return Hold.WITHHELD
    attempt = find(store, keys.attempt(ref.tenant, ref.case_id, after), Attempt)
    undo = find(store, keys.undo(ref.tenant, ref.case_id, after), Undo)
    if attempt is not None and attempt.state is AttemptState.DONE and undo is None:
        return None
    because = UNDO_ASKED if undo else _failure(store, ref, after, attempt)
    if because is None:
        return Hold.NOT_YET
    _withhold(store, ref, action.name, Withheld(action=action.digest, after=after, because=because, at=now))
    return Hold.WITHHELD


def _failure(store: Store, ref: CaseRef, action: str, attempt: Attempt | None) -> str | None:
    """Why what is not done is not going to be: its outcome, its reason with a person, its own hold, its verdict. None if it may be yet."""
    if attempt is not None and attempt.state in _ENDED:
        return attempt.state
    where = (ref.tenant, ref.case_id, action)
    escalation = find(store, keys.escalation(*where), Escalation)
    if escalation is not None:
        return escalation.reason
    withheld = find(store, keys.withheld(*where), Withheld)
    if withheld is not None:
        return withheld.reason
    decision = find(store, keys.decision(*where), Decision)
    return decision.verdict if decision and decision.verdict not in _UNDERWAY else None


def _withhold(store: Store, ref: CaseRef, name: str, withheld: Withheld) -> None:
    row, key = withheld.to_json(), keys.withheld(ref.tenant, ref.case_id, withheld.action)
    body = {"name": name, **{field: row[field] for field in ("action", "after", "reason", "because")}}
    entry = AuditEntry(type="action.withheld", actor="gate", body=body)
    audit.commit(store, ref.tenant, ref.case_id, entry, [Put(key, row)], now=withheld.at)
