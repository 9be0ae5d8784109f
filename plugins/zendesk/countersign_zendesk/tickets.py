"""A ticket in the hub's words."""

from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import Arguments, Request, Response
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer

# `via.channel` names dozens of ways; whatever is not here came by a form or by another system.
_CHANNELS: Mapping[str, str] = {
    "email": "email",
    "chat": "chat",
    "messaging": "chat",
    "native_messaging": "chat",
    "whatsapp": "chat",
    "facebook": "chat",
    "sms": "sms",
    "voice": "voice",
    "phone": "voice",
}
_STATUSES: Mapping[str, str] = {
    "new": "open",
    "open": "open",
    "pending": "pending",
    "hold": "pending",
    "solved": "closed",
    "closed": "closed",
}


def channel_of(ticket: Mapping[str, Any]) -> str:
    return _CHANNELS.get(ticket["via"]["channel"], "portal")


def read_ticket(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    found: dict[str, Any] | None = answer((yield get_request(path_of("api", "v2", "tickets", arguments["ticket_id"]))))
    if found is None:
        return None
    ticket = found["ticket"]
    group = ticket["group_id"]
    return {
        "ticket_id": str(ticket["id"]),
        "customer_id": str(ticket["requester_id"]),
        "channel": channel_of(ticket),
        "subject": ticket["subject"] or "",
        "text": ticket["description"] or "",
        "status": _STATUSES[ticket["status"]],
        "queue": None if group is None else str(group),
        "tags": ticket["tags"],
        "created_at": ticket["created_at"],
        "updated_at": ticket["updated_at"],
    }
