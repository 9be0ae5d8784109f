"""What an approver is shown: the canonical action and nothing that a model wrote above it (I4)."""

from datetime import datetime
from typing import Any

from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.ports import Row, Store
from countersign.record import keys
from countersign.record.approvals import named_approval
from countersign.record.paging import FIRST, Listing, Page, Wanted, page
from countersign.record.rows import find
from countersign.viewing.asked import Asked

ALTERED = "ALTERED"


def open_requests(store: Store, tenant: str, wanted: Wanted = FIRST) -> tuple[list[Asked], str | None]:
    """A page of the open requests of the tenant, the most urgent first, and its next cursor; raises RequestRefusedError (400)."""
    listed = page(store, Listing(keys.inbox(tenant), _place), wanted)
    found = [find(store, keys.approval(tenant, str(row["approval_id"])), ApprovalRequest) for row in listed.rows]
    return [Asked(store, request) for request in found if request and request.state is ApprovalState.OPEN], listed.next_cursor


def open_approvals(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """The same, as people look at it."""
    waiting, cursor = open_requests(store, tenant, wanted)
    return Page([listed(asked) for asked in waiting], cursor)


def listed(asked: Asked) -> dict[str, Any]:
    """One altered action must not hide the other requests."""
    try:
        return asked.summary
    except ActionAlteredError:
        return {"approval_id": asked.request.approval_id, "case_id": asked.request.case_id, "state": ALTERED}


def asked_about(store: Store, tenant: str, approval_id: str) -> Asked:
    """The request of that id; raises RequestRefusedError (404, or 409 for an altered action)."""
    asked = Asked(store, named_approval(store, tenant, approval_id))
    try:
        _ = asked.action
    except ActionAlteredError:
        raise RequestRefusedError(409, "The action was altered after it was proposed. It cannot be approved.", state=ALTERED) from None
    return asked


def _place(row: Row) -> str:
    return keys.by_time(datetime.fromisoformat(row["expires_at"]), row["approval_id"])
