"""What an approver is shown: the canonical action and nothing that a model wrote above it (I4)."""

from datetime import datetime
from typing import Any

from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.case import CaseRef
from countersign.model.decision import Decision
from countersign.ports import Row, Store
from countersign.record import keys, votes
from countersign.record.approvals import named_approval
from countersign.record.paging import FIRST, Listing, Page, Wanted, page
from countersign.record.rows import find, load, load_action

ALTERED = "ALTERED"


def open_approvals(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """The open requests of the tenant, the most urgent first; raises RequestRefusedError (400)."""
    listed = page(store, Listing(keys.inbox(tenant), _place), wanted)
    found = [find(store, keys.approval(tenant, str(row["approval_id"])), ApprovalRequest) for row in listed.rows]
    waiting = [request for request in found if request and request.state is ApprovalState.OPEN]
    return Page([_listed(store, request) for request in waiting], listed.next_cursor)


def _place(row: Row) -> str:
    return keys.by_time(datetime.fromisoformat(row["expires_at"]), row["approval_id"])


def _listed(store: Store, request: ApprovalRequest) -> dict[str, Any]:
    """One altered action must not hide the other requests."""
    try:
        return _shown(store, request)
    except ActionAlteredError:
        return {"approval_id": request.approval_id, "case_id": request.case_id, "state": ALTERED}


def approval(store: Store, tenant: str, approval_id: str) -> dict[str, Any]:
    """One request with exactly the action it is about; raises RequestRefusedError (404, or 409 for an altered action)."""
    request = named_approval(store, tenant, approval_id)
    try:
        return _shown(store, request)
    except ActionAlteredError:
        raise RequestRefusedError(409, "The action was altered after it was proposed. It cannot be approved.", state=ALTERED) from None


def _shown(store: Store, request: ApprovalRequest) -> dict[str, Any]:
    action = load_action(store, CaseRef(tenant=request.tenant, case_id=request.case_id), request.action)
    decision = load(store, keys.decision(request.tenant, request.case_id, request.action), Decision)
    shown = request.to_json()
    grants = [answer.grant for answer in votes.cast(store, request)]
    return {
        **{name: shown[name] for name in ("approval_id", "case_id", "action", "state", "needs", "rung", "requested_at", "expires_at")},
        "groups": {need.role: sorted(request.groups(need.role)) for need in request.needs},
        "shown": action.to_json(),
        "asked_by": [reason.to_json() for reason in decision.reasons],
        "answers": [{"voter": grant.voter, "by": grant.voter_name, "role": grant.role, "answer": grant.answer} for grant in grants],
        "if_nobody_answers": "Nothing is done, and the case goes to a person.",
    }
