"""Cases as people look at them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from countersign.errors import CaseNotFoundError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, Grant
from countersign.model.audit import AuditEvent
from countersign.model.case import Case, CaseRef
from countersign.ports import Key, Store, Table
from countersign.record import audit, indexes, keys, votes
from countersign.record.paging import FIRST, Page, Wanted, page
from countersign.record.rows import find, load_case
from countersign.viewing.undo_windows import windows

_ROWS = {
    "actions": "ACTION#",
    "decisions": "DECISION#",
    "attempts": "ATTEMPT#",
    "escalations": "ESCALATION#",
    "withheld": "WITHHELD#",
    "edits": "EDIT#",
}


def cases_of(store: Store, tenant: str, day: str, wanted: Wanted = FIRST) -> Page:
    """The cases received on one day (`YYYY-MM-DD`, UTC), newest first; raises RequestRefusedError (400)."""
    listed = page(store, indexes.cases_of_day(tenant, beginning_of(day)), wanted)
    found = [find(store, keys.case(tenant, row["case_id"]), Case) for row in listed.rows]
    return Page([summary(case) for case in found if case], listed.next_cursor)


def beginning_of(day: str) -> datetime:
    """Of a day such as 2026-11-21; raises RequestRefusedError (400)."""
    try:
        return datetime.combine(date.fromisoformat(day), datetime.min.time())
    except ValueError:
        raise RequestRefusedError(400, "A day is a date such as 2026-11-21.") from None


def case_story(store: Store, tenant: str, case_id: str) -> dict[str, Any]:
    """Everything on record about one case; raises RequestRefusedError (404)."""
    case = named_case(store, tenant, case_id)
    partition = keys.case_partition(tenant, case_id)
    rows = {name: [dict(row) for row in store.query(Table.STATE, partition, prefix)] for name, prefix in _ROWS.items()}
    events = audit.events(store, tenant, case_id)
    fault = audit.verify(events)
    return {
        "case": summary(case),
        "triage": _row(store, keys.assessment(tenant, case_id)),
        "outcome": _row(store, keys.outcome(tenant, case_id)),
        **rows,
        "answers": _answers(store, tenant, events),
        "undo": [shown.to_json() for shown in windows(store, case.ref)],
        "record": [event.to_json() for event in events],
        "chain": {"whole": fault is None, "events": len(events), "fault": f"{fault.sequence}: {fault.what}" if fault else None},
    }


def _answers(store: Store, tenant: str, record: Sequence[AuditEvent]) -> dict[str, list[dict[str, str]]]:
    """Who said what, by approval: the record knows people by their subjects only."""
    asked = dict.fromkeys(event.body["approval_id"] for event in record if event.type == "approval.requested")
    found = [find(store, keys.approval(tenant, approval_id), ApprovalRequest) for approval_id in asked]
    return {request.approval_id: [_answer(signed.grant) for signed in votes.cast(store, request)] for request in found if request}


def _answer(grant: Grant) -> dict[str, str]:
    return {"voter": grant.voter, "by": grant.voter_name, "role": grant.role, "answer": grant.answer}


def named_case(store: Store, tenant: str, case_id: str) -> Case:
    """Refused alike (404) for none, for another tenant's and for what is no id (I13)."""
    absent = RequestRefusedError(404, "There is no such case.")
    try:
        ref = CaseRef(tenant=tenant, case_id=case_id)
    except ValidationError:
        raise absent from None
    try:
        return load_case(store, ref)
    except CaseNotFoundError:
        raise absent from None


def summary(case: Case) -> dict[str, Any]:
    """What a list shows of a case."""
    shown = case.to_json()
    return {name: shown[name] for name in ("case_id", "state", "ticket_id", "customer_id", "channel", "received_at")}


def _row(store: Store, key: Key) -> dict[str, Any] | None:
    row = store.get(key)
    return dict(row) if row else None
