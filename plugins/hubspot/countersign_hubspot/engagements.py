"""How often a customer was contacted: outgoing mails and calls, and all text messages, which have no direction."""

from collections.abc import Generator
from datetime import timedelta
from typing import Any

from countersign.sdk import ReadRefusedError, Request, Response
from countersign.sdk.responses import answer
from countersign.sdk.waiting import answered_at
from countersign_hubspot.contacts import contact_path, contact_request
from countersign_hubspot.search import count

_KINDS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("emails", (("hs_email_direction", "EQ", "EMAIL"),)),
    ("calls", (("hs_call_direction", "EQ", "OUTBOUND"),)),
    ("communications", ()),
)
_LAST = "notes_last_contacted"
_DAY = timedelta(hours=24)


def read_contacts(customer_id: str) -> Generator[Request, Response, dict[str, Any] | None]:
    response = yield contact_request(contact_path(customer_id), _LAST)
    contact: dict[str, Any] | None = answer(response)
    if contact is None:
        return None
    about = (("associations.contact", "EQ", contact["id"]), ("hs_timestamp", "GTE", _a_day_before(response)))
    contacts = 0
    for kind, outgoing in _KINDS:
        contacts += yield from count(kind, *about, *outgoing)
    return {"customer_id": customer_id, "contacts_24h": contacts, "last_contact_at": contact["properties"][_LAST] or None}


def _a_day_before(response: Response) -> str:
    """In milliseconds, by HubSpot's own clock: a connector has none."""
    answered = answered_at(response)
    if answered is None:
        raise ReadRefusedError("HubSpot does not say what time it is")
    return str(int((answered - _DAY).timestamp()) * 1000)
