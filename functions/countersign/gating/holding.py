"""What is not decided, now or ever, because of how it stands with what it comes after."""

from datetime import datetime

from countersign.errors import ActionAlteredError
from countersign.model.amendment import Undo
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.decision import Decision, Hold, Verdict, Withheld
from countersign.model.effect import Attempt, AttemptState
from countersign.model.outcome import Escalation
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
    try:
        after = load_action(store, ref, action).after
    except ActionAlteredError:
        # Whatever it says now, it is decided as what it is: altered.
        return None
    if after is None:
        return None
    if store.get(keys.withheld(ref.tenant, ref.case_id, action)) is not None:
        return Hold.WITHHELD
    attempt = find(store, keys.attempt(ref.tenant, ref.case_id, after), Attempt)
    undo = find(store, keys.undo(ref.tenant, ref.case_id, after), Undo)
    if attempt is not None and attempt.state is AttemptState.DONE and undo is None:
        return None
    because = UNDO_ASKED if undo else _failure(store, ref, after, attempt)
    if because is None:
        return Hold.NOT_YET
    _withhold(store, ref, Withheld(action=action, after=after, because=because, at=now))
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


def _withhold(store: Store, ref: CaseRef, withheld: Withheld) -> None:
    row, key = withheld.to_json(), keys.withheld(ref.tenant, ref.case_id, withheld.action)
    entry = AuditEntry(type="action.withheld", actor="gate", body={name: row[name] for name in ("action", "after", "reason", "because")})
    audit.commit(store, ref.tenant, ref.case_id, entry, [Put(key, row)], now=withheld.at)
