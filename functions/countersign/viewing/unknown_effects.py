"""Effects that nobody knows of, and what a person needs to find out about them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from countersign.errors import ActionAlteredError, EffectUnknownError, RequestRefusedError
from countersign.model.case import CaseRef
from countersign.model.decision import Decision
from countersign.model.effect import Attempt, AttemptState
from countersign.model.plan import ProposedAction
from countersign.model.settlement import EffectRef, Settlement
from countersign.ports import Row, Store, Table
from countersign.record import keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, portion
from countersign.record.rows import find, load_action
from countersign.viewing.settlers import SETTLERS

ALTERED = "ALTERED"


def unknown_effects(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """What to look at, the oldest first; costs what lies with people. Raises RequestRefusedError (400)."""
    rows = [row for row in store.query(Table.STATE, keys.exceptions(tenant)) if row["reason"] == EffectUnknownError.__name__]
    # A list of its own: a cursor of all exceptions is none of it.
    listed = portion(sorted(rows, key=_place), Listing(f"{keys.exceptions(tenant)}|unknown", _place), wanted)
    found = [(ref, attempt) for row in listed.rows for ref in [_ref(row)] if (attempt := _attempt(store, ref, str(row["subject"])))]
    return Page([_shown(store, ref, attempt) for ref, attempt in found], listed.next_cursor)


def unknown_effect(store: Store, tenant: str, case_id: str, digest: str) -> tuple[EffectRef, Attempt, ProposedAction]:
    """One of them; raises RequestRefusedError (404, or 409 for one whose outcome is known or whose action was altered)."""
    absent = RequestRefusedError(404, "There is no such effect.")
    try:
        ref = EffectRef(tenant=tenant, case_id=case_id, action=digest)
    except ValidationError:
        raise absent from None
    attempt = find(store, keys.attempt(ref.tenant, ref.case_id, ref.action), Attempt)
    if attempt is None:
        raise absent
    if attempt.state is not AttemptState.UNKNOWN:
        raise RequestRefusedError(409, f"The outcome of this effect is known: {attempt.state}.", state=attempt.state)
    try:
        return ref, attempt, load_action(store, ref, digest)
    except ActionAlteredError:
        raise RequestRefusedError(409, "The action was altered after it was proposed. Report it.", state=ALTERED) from None


def effect_in_doubt(store: Store, ref: CaseRef, subject: str) -> dict[str, Any] | None:
    """The unknown effect behind an escalation, of the action itself or of the note that was warranted in its place."""
    decision = find(store, keys.decision(ref.tenant, ref.case_id, subject), Decision)
    for digest in (subject, decision.warrant if decision else None):
        if digest and (attempt := _attempt(store, ref, digest)):
            return _shown(store, ref, attempt)
    return None


def _place(row: Row) -> str:
    return keys.by_time(datetime.fromisoformat(row["at"]), f"{row['case_id']}#{row['subject']}")


def _ref(row: Row) -> CaseRef:
    return CaseRef(tenant=row["tenant"], case_id=row["case_id"])


def _attempt(store: Store, ref: CaseRef, digest: str) -> Attempt | None:
    """None also for an action that waits for the note in its place: the note is on the list itself."""
    attempt = find(store, keys.attempt(ref.tenant, ref.case_id, digest), Attempt)
    return attempt if attempt and attempt.state is AttemptState.UNKNOWN else None


def _shown(store: Store, ref: CaseRef, attempt: Attempt) -> dict[str, Any]:
    """Who has answered, but not what: the next person is to look for themselves."""
    told = attempt.to_json()
    settlement = find(store, keys.settlement(ref.tenant, ref.case_id, attempt.action), Settlement)
    return {
        "case_id": ref.case_id,
        "action": attempt.action,
        "sent_at": told["opened_at"],
        "look_up": attempt.error,
        "answered": [finding.name for finding in settlement.findings] if settlement else [],
        **_what(store, ref, attempt.action),
    }


def _what(store: Store, ref: CaseRef, digest: str) -> Mapping[str, Any]:
    """One altered action must not hide the other effects."""
    try:
        action = load_action(store, ref, digest)
    except ActionAlteredError:
        return {"state": ALTERED}
    settlers = SETTLERS[action.effect]
    return {
        "state": AttemptState.UNKNOWN.value,
        "system": action.connector,
        "shown": action.to_json(),
        "groups": sorted(settlers.groups),
        "people": settlers.people,
    }
