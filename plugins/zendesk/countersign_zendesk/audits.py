"""A ticket's audits: what every update of it changed, and from what.

A Change event has `field_name`, `value` and `previous_value`; ids among the values are texts.
"""

from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request
from countersign.sdk.responses import absent
from countersign_zendesk.ticket_actions import TICKET_HAND_OVER, TICKET_TAG
from countersign_zendesk.updates import KEY

_PAGE_SIZE = "100"


def applied(action: str, audit: dict[str, Any], **known: Any) -> Applied:
    """What an audit says was done. `known` of the result gives way to what the audit says of how it was before."""
    audit_id = str(audit["id"])
    return Applied(vendor_id=audit_id, result={"id": audit_id, **known, **_former(action, audit)})


def look_up(action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
    """By our key, through all audits of the ticket. An update without a key's protection that is not there yet may still come."""
    first = get_request(f"{request.path}/audits", **{"page[size]": _PAGE_SIZE})
    for page in (yield from pages(first, lambda page: _following(first, page))) or ():
        for audit in page["audits"]:
            if audit["metadata"].get("custom", {}).get(KEY) == key:
                return applied(action, audit)
    missing = "no audit of the ticket carries the action's key"
    return absent(missing) if action == TICKET_TAG.name else Unknown(error=VendorError(kind="not_found", safe_message=missing))


def _following(first: Request, page: dict[str, Any]) -> Request | None:
    meta = page["meta"]
    return get_request(first.path, **dict(first.query), **{"page[after]": meta["after_cursor"]}) if meta["has_more"] else None


def _former(action: str, audit: dict[str, Any]) -> dict[str, Any]:
    """The first change counts: triggers may change the same field again, in the same audit."""
    changes = [event for event in reversed(audit["events"]) if event["type"] == "Change"]
    before = {change["field_name"]: change["previous_value"] for change in changes}
    if action == TICKET_HAND_OVER.name and "group_id" in before:
        return {"former_queue": before["group_id"]}
    if action == TICKET_TAG.name and "tags" in before:
        return {"former_tags": before["tags"]}
    return {}
