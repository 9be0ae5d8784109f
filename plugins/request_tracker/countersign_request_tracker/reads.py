"""Dialogues that only read."""

import json
import re
from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

from countersign.sdk import Applied, Arguments, Health, Listed, Listing, Outcome, ReadRefusedError, Request, Response, Unknown, VendorError
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer, health, present
from countersign_request_tracker.outcomes import changed
from countersign_request_tracker.writes import CHANGE_KEY, MESSAGE_KEY, ROOT, SUMMARY, TAGS, sent, ticket_of, ticket_path

Reading = Generator[Request, Response, Any]

# Of the default lifecycle; other lifecycles' own statuses are open.
_STATUSES: Mapping[str, str] = {"stalled": "pending", "resolved": "closed", "rejected": "closed", "deleted": "closed"}
_TRANSACTIONS = path_of(*ROOT, "transactions")
# RT gives out a hundred at most.
_PAGE_SIZE = 100
# What may stand in TransactionSQL between quotes and mean nothing more there.
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,200}")


def ticket(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """The ticket, its queue's name, and the first message for the text. RT does not tell how it came in, and answers by e-mail."""
    response = yield get_request(ticket_path(arguments["ticket_id"]))
    found: Any = answer(response)
    if found is None:
        return None
    queue = yield from _queue_name(found)
    return {
        "ticket_id": arguments["ticket_id"],
        "customer_id": found["Requestor"][0]["id"] if found["Requestor"] else None,
        "channel": "email",
        "subject": found["Subject"],
        "text": (yield from _first_text(arguments["ticket_id"])),
        "status": _STATUSES.get(found["Status"], "open"),
        "queue": queue,
        "tags": _values(found, TAGS),
        "created_at": found["Created"],
        "version": response.headers["etag"].strip('"'),
    }


def message_of(request: Request, key: str) -> Generator[Request, Response, Outcome]:
    query = f"ObjectType='RT::Ticket' AND ObjectId={ticket_of(request)} AND CF.{{{MESSAGE_KEY}}}='{_plain(key)}'"
    found: Any = present((yield get_request(_TRANSACTIONS, query=query)))
    if not found["items"]:
        return _unknown("no message on the ticket carries the action's key; it may still come")
    transaction = str(found["items"][0]["id"])
    return Applied(vendor_id=transaction, result={"id": transaction})


def change_of(request: Request, key: str) -> Generator[Request, Response, Outcome]:
    """The key in the ticket's history says that RT has worked on the request; the ticket itself, whether it is as was wanted."""
    path = path_of(*ROOT, "ticket", ticket_of(request), "history")
    query = {"fields": "NewValue", "orderby": "id", "order": "DESC", "per_page": str(_PAGE_SIZE)}
    history: Any = present((yield get_request(path, **query)))
    if not any(each["NewValue"] == key for each in history["items"]):
        return _unknown("the ticket's latest history does not show the action's key; it may still come")
    found: Any = present((yield get_request(request.path)))
    wanted = sent(request)
    is_so = set(_values(found, TAGS)) == set(wanted["CustomFields"].get(TAGS, _values(found, TAGS)))
    if "Queue" in wanted:
        is_so = (yield from _queue_name(found)) == wanted["Queue"]
    return changed(request) if is_so else _unknown("RT has worked on it, and the ticket is not as was wanted: refused, or changed since")


def messages(kind: str, since: str, page: str | None) -> Generator[Request, Response, Listing]:
    """Newest first, so that what is older than `since` ends it; `kind` is RT's name for what they are."""
    number = int(page or "1")
    query = {"query": f"ObjectType='RT::Ticket' AND Type='{kind}'", "fields": "Created,CustomFields", "orderby": "id", "order": "DESC"}
    found: Any = present((yield get_request(_TRANSACTIONS, **query, page=str(number), per_page=str(_PAGE_SIZE))))
    every = [_listed(item) for item in found["items"]]
    effects = tuple(each for each in every if each.at >= datetime.fromisoformat(since))
    more = len(every) == _PAGE_SIZE and len(effects) == len(every)
    return Listing(effects=effects, next_page=str(number + 1) if more else None)


def check() -> Generator[Request, Response, Health]:
    """The token is accepted, and the fields for our keys are there."""
    for name in (MESSAGE_KEY, CHANGE_KEY, SUMMARY, TAGS):
        response = yield get_request(path_of(*ROOT, "customfields"), query=json.dumps([{"field": "Name", "value": name}]))
        found = health(response)
        if not found.ok:
            return found
        if not present(response).get("items"):
            return Health(ok=False, findings=(f"RT shows no custom field called {name}",))
    return Health(ok=True)


def _queue_name(found: Any) -> Reading:
    queue: Any = present((yield get_request(path_of(*ROOT, "queue", found["Queue"]["id"]))))
    return queue["Name"]


def _first_text(ticket_id: str) -> Reading:
    history: Any = present((yield get_request(path_of(*ROOT, "ticket", ticket_id, "history"), fields="Type", per_page="1")))
    path = path_of(*ROOT, "transaction", history["items"][0]["id"], "attachments")
    parts: Any = present((yield get_request(path, fields="Content,ContentType")))
    return next((part["Content"] for part in parts["items"] if part["ContentType"] == "text/plain"), "")


def _values(found: Any, name: str) -> list[str]:
    return next((field["values"] for field in found["CustomFields"] if field["name"] == name), [])


def _listed(item: Any) -> Listed:
    held = _values(item, MESSAGE_KEY)
    return Listed(vendor_id=str(item["id"]), key=held[0] if held else None, at=datetime.fromisoformat(item["Created"]))


def _plain(key: str) -> str:
    if not _PLAIN.fullmatch(key):
        raise ReadRefusedError("the key cannot stand in a query")
    return key


def _unknown(message: str) -> Unknown:
    return Unknown(error=VendorError(kind="not_found", safe_message=message))
