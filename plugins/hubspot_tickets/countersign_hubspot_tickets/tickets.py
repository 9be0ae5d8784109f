"""A ticket in the hub's words (developers.hubspot.com, CRM API v3: tickets, associations, pipelines).

Property values are texts, or null where nothing was entered. What HubSpot has no property for stands in custom ones, `countersign_…`.
"""

from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import Arguments, ReadRefusedError, Request, Response
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer, present

KEY = "countersign_key"
QUEUE = "countersign_queue"
TAGS = "countersign_tags"
SUMMARY = "countersign_summary"
CUSTOMER_ID = "countersign_customer_id"
BETWEEN_TAGS = ";"
_SHOWN = ("subject", "content", "source_type", "hs_pipeline", "hs_pipeline_stage", QUEUE, TAGS)
# Whatever is not here came by a form or by another system.
_CHANNELS: Mapping[str | None, str] = {"EMAIL": "email", "CHAT": "chat", "PHONE": "voice"}
_STATUSES: Mapping[str, str] = {"OPEN": "open", "CLOSED": "closed"}


def ticket_path(ticket_id: str) -> str:
    return path_of("crm", "v3", "objects", "tickets", ticket_id)


def read_ticket(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """Three requests: the ticket, the customer's name in the hub by its contact, and whether its stage of its pipeline is a closed one."""
    request = get_request(ticket_path(arguments["ticket_id"]), associations="contacts", properties=",".join(_SHOWN))
    ticket: dict[str, Any] | None = answer((yield request))
    if ticket is None:
        return None
    properties: dict[str, str | None] = ticket["properties"]
    return {
        "ticket_id": ticket["id"],
        "customer_id": (yield from _customer_id(ticket)),
        "channel": _CHANNELS.get(properties["source_type"], "portal"),
        "subject": properties["subject"] or "",
        "text": properties["content"] or "",
        "status": (yield from _status(properties)),
        "queue": properties[QUEUE] or None,
        "tags": [tag for tag in (properties[TAGS] or "").split(BETWEEN_TAGS) if tag],
        "created_at": ticket["createdAt"],
        "updated_at": ticket["updatedAt"],
    }


def _customer_id(ticket: Mapping[str, Any]) -> Generator[Request, Response, str]:
    """A contact is listed once for each label that it bears on the ticket."""
    contacts = {each["id"] for each in ticket.get("associations", {}).get("contacts", {}).get("results", ())}
    if len(contacts) != 1:
        raise ReadRefusedError(f"the ticket has {len(contacts)} contacts, so nobody knows whose it is")
    contact: dict[str, Any] = present((yield get_request(path_of("crm", "v3", "objects", "contacts", *contacts), properties=CUSTOMER_ID)))
    customer_id: str | None = contact["properties"][CUSTOMER_ID]
    if not customer_id:
        raise ReadRefusedError(f"the contact's {CUSTOMER_ID} is empty")
    return customer_id


def _status(properties: Mapping[str, str | None]) -> Generator[Request, Response, str]:
    """Stages are the account's own; each says whether its tickets are open."""
    pipeline, stage = (properties[name] or "" for name in ("hs_pipeline", "hs_pipeline_stage"))
    found: dict[str, Any] = present((yield get_request(path_of("crm", "v3", "pipelines", "tickets", pipeline, "stages", stage))))
    return _STATUSES[found["metadata"]["ticketState"]]
