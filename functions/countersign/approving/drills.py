"""Planting known-bad questions, to learn whether people still look. Each is on the record as what it is before anybody is asked."""

from collections.abc import Mapping
from datetime import datetime

from countersign.approving.drill_question import DrillQuestion
from countersign.errors import RequestRefusedError
from countersign.model.approval import ApprovalRequest, Voter
from countersign.model.audit import AuditEntry
from countersign.model.drill import Drill, DrillKind, Plant
from countersign.ports import Put, Store
from countersign.record import audit, keys
from countersign.record.approvals import GRACE, announced
from countersign.record.paging import FIRST, Listing, Page, Wanted, page
from countersign.record.rows import find


def plant(rows: Store, kinds: Mapping[str, DrillKind], person: Voter, given: Plant, *, new_id: str, now: datetime) -> Drill:
    """Ask a question that everybody should say no to; raises RequestRefusedError (422) for a kind that there is not.

    `rows` are as they lie there: what is made up is nobody's personal data, and no key of a customer is touched.
    """
    if given.kind not in kinds:
        raise RequestRefusedError(422, f"There is no such check. There are: {', '.join(sorted(kinds))}.")
    question = DrillQuestion(person.tenant, kinds[given.kind], new_id, now)
    drill = Drill(
        approval_id=new_id,
        case_id=question.case_id,
        action=question.action.digest,
        kind=given.kind,
        off=question.off,
        by=person.subject,
        at=now,
    )
    _mark(rows, person, drill)
    _ask(rows, question)
    return drill


def drills(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """Those that were planted, by approval; raises RequestRefusedError (400)."""
    return page(store, Listing(keys.drills(tenant), lambda row: str(row["approval_id"])), wanted)


def drill_of(store: Store, request: ApprovalRequest) -> Drill | None:
    """None for a real question: a workflow waits for its answer."""
    return None if request.sealed_token else find(store, keys.drill(request.tenant, request.approval_id), Drill)


def told_after(drill: Drill | None, answer: str) -> str | None:
    """What whoever answered hears of it: calmly, for a check is there to learn from."""
    if drill is None:
        return None
    seen = "You saw it" if answer == "reject" else "Nothing was done, and nothing will be"
    return f"This was a check, planted to keep eyes open. {seen}: {drill.off}."


def _mark(rows: Store, person: Voter, drill: Drill) -> None:
    """First, so that no auditor ever finds a question that is none without being told so."""
    told = drill.to_json()
    body = {name: told[name] for name in ("approval_id", "case_id", "action", "kind")}
    row = Put(keys.drill(person.tenant, drill.approval_id), told)
    audit.commit(rows, person.tenant, audit.CONTROL, AuditEntry(type="drill.planted", actor=person.subject, body=body), [row], now=drill.at)


def _ask(rows: Store, question: DrillQuestion) -> None:
    tenant, case_id, request = question.tenant, question.case_id, question.request
    digest, shown = question.action.digest, question.request.to_json()
    pointer = {name: shown[name] for name in ("approval_id", "expires_at", "rung")}
    writes = [
        Put(keys.case(tenant, case_id), question.case.to_json()),
        Put(keys.fact_sheet(tenant, case_id), question.facts.to_json()),
        Put(keys.action(tenant, case_id, digest), question.action.to_json()),
        Put(keys.decision(tenant, case_id, digest), question.decision.to_json()),
        Put(keys.approval(tenant, request.approval_id), shown, due_at=request.expires_at + GRACE),
        Put(keys.approval_of(tenant, case_id, digest), {"approval_id": request.approval_id}),
        Put(keys.inbox_entry(tenant, request.expires_at, request.approval_id), pointer),
    ]
    entry = AuditEntry(type="approval.requested", actor="request_approval", body=announced(request, request.asked))
    audit.commit(rows, tenant, case_id, entry, writes, now=question.now)
