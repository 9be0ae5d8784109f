"""What is written: a note beside the ticket, or properties of the ticket. Each carries our key, in the property `countersign_key`."""

import html
from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import Applied, Arguments, InvalidArgumentsError, Outcome, Request, Response, Unknown, VendorError
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request, json_request, path_of
from countersign.sdk.responses import absent, answer, present
from countersign.sdk.strict_json import loads_object
from countersign_hubspot_tickets.manifest import TICKET_HAND_OVER, TICKET_NOTE_INTERNAL
from countersign_hubspot_tickets.tickets import BETWEEN_TAGS, KEY, QUEUE, SUMMARY, TAGS, ticket_path

TAKEN_BACK = "The last hand-over was taken back."
_NOTES = ("crm", "v3", "objects", "notes")
# HubSpot's own number for a note's being on a ticket (CRM API, associations).
_ON_A_TICKET = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}
_PAGE_SIZE = "100"
# HubSpot keeps the last values of a property only: a history this long may have forgotten older ones.
_CUT_SHORT = 20


def prepare(action: str, arguments: Arguments, *, key: str) -> Request:
    if action == TICKET_NOTE_INTERNAL.name:
        return _note(arguments, key)
    wanted = _handed_over(arguments) if action == TICKET_HAND_OVER.name else {TAGS: BETWEEN_TAGS.join(arguments["tags"])}
    return json_request("PATCH", ticket_path(arguments["ticket_id"]), {"properties": {**wanted, KEY: key}})


def compensate(action: str, arguments: Arguments) -> Arguments:
    """From what was read before: HubSpot's answer shows a ticket as it is now."""
    ticket = {"ticket_id": arguments["ticket_id"]}
    if action == TICKET_HAND_OVER.name and "former_queue" in arguments:
        return {**ticket, "queue": arguments["former_queue"], "summary": TAKEN_BACK, "former_queue": arguments["queue"]}
    if "former_tags" in arguments:
        return {**ticket, "tags": arguments["former_tags"], "former_tags": arguments["tags"]}
    raise InvalidArgumentsError("nobody knows how the ticket was before")


def look_up_change(request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
    """By our key in the history of its property, where it stays when others change the ticket later."""
    ticket: dict[str, Any] | None = answer((yield get_request(request.path, propertiesWithHistory=KEY)))
    history = () if ticket is None else ticket["propertiesWithHistory"].get(KEY, ())
    if ticket is not None and key in {entry["value"] for entry in history}:
        return Applied(vendor_id=ticket["id"], result={"id": ticket["id"]})
    if len(history) >= _CUT_SHORT:
        return _not_seen("the ticket's history does not go back far enough")
    return absent("the ticket's history does not hold the action's key")


def look_up_note(request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
    """By our key, among the ticket's notes. A note that is not there yet may still come."""
    sent: dict[str, Any] = loads_object((request.body or "").encode())
    first = get_request(_notes_of(sent["associations"][0]["to"]["id"]), limit=_PAGE_SIZE)
    for page in (yield from pages(first, lambda page: _following(first, page))) or ():
        for note in (yield from _notes(page["results"])):
            if note["properties"].get(KEY) == key:
                return Applied(vendor_id=note["id"], result={"id": note["id"]})
    return _not_seen("no note of the ticket carries the action's key")


def _not_seen(safe_message: str) -> Unknown:
    return Unknown(error=VendorError(kind="not_found", safe_message=safe_message))


def _note(arguments: Arguments, key: str) -> Request:
    """A note's text is HTML."""
    text = html.escape(arguments["text"], quote=False).replace("\n", "<br>")
    associations = [{"to": {"id": arguments["ticket_id"]}, "types": [_ON_A_TICKET]}]
    return json_request("POST", path_of(*_NOTES), {"associations": associations, "properties": {"hs_note_body": text, KEY: key}})


def _handed_over(arguments: Arguments) -> dict[str, str]:
    """An empty text takes a value away."""
    return {QUEUE: arguments["queue"] or "", SUMMARY: arguments["summary"]}


def _notes_of(ticket_id: str) -> str:
    return path_of("crm", "v4", "objects", "tickets", ticket_id, "associations", "notes")


def _following(first: Request, page: Mapping[str, Any]) -> Request | None:
    following = page.get("paging", {}).get("next")
    return get_request(first.path, **dict(first.query), after=following["after"]) if following else None


def _notes(associated: list[dict[str, Any]]) -> Generator[Request, Response, list[dict[str, Any]]]:
    if not associated:
        return []
    wanted = {"inputs": [{"id": str(each["toObjectId"])} for each in associated], "properties": [KEY]}
    found: dict[str, Any] = present((yield json_request("POST", path_of(*_NOTES, "batch", "read"), wanted)))
    notes: list[dict[str, Any]] = found["results"]
    return notes
