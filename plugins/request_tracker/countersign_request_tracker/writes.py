"""From an action to its one request (REST2, documented in `RT::REST2`). The hub's key goes into a custom field that RT must have."""

from typing import Any

from countersign.sdk import Arguments, Request, loads_object
from countersign.sdk.requests import json_request, path_of

ROOT = ("REST", "2.0")
# On replies and notes, which are transactions; and on tickets, for what changes them.
MESSAGE_KEY = "Countersign key"
CHANGE_KEY = "Countersign change"
SUMMARY = "Hand-over summary"
TAGS = "Tags"


def reply(arguments: Arguments, key: str) -> Request:
    return _message("correspond", arguments, key)


def note(arguments: Arguments, key: str) -> Request:
    return _message("comment", arguments, key)


def hand_over(arguments: Arguments, key: str) -> Request:
    """Queue, summary and key in one request; RT changes the queue first."""
    fields = {SUMMARY: arguments["summary"], CHANGE_KEY: key}
    return json_request("PUT", ticket_path(arguments["ticket_id"]), {"Queue": arguments["queue"], "CustomFields": fields})


def tag(arguments: Arguments, key: str) -> Request:
    """RT's version of a ticket is the number of its last transaction, and its ETag."""
    headers = (("if-match", f'"{arguments["version"]}"'),) if "version" in arguments else ()
    fields = {TAGS: sorted(arguments["tags"]), CHANGE_KEY: key}
    return json_request("PUT", ticket_path(arguments["ticket_id"]), {"CustomFields": fields}, headers=headers)


def ticket_path(ticket_id: str) -> str:
    return path_of(*ROOT, "ticket", ticket_id)


def ticket_of(request: Request) -> str:
    return request.path.split("/")[4]


def sent(request: Request) -> dict[str, Any]:
    body: dict[str, Any] = loads_object((request.body or "{}").encode())
    return body


def _message(kind: str, arguments: Arguments, key: str) -> Request:
    path = path_of(*ROOT, "ticket", arguments["ticket_id"], kind)
    body = {"Content": arguments["text"], "ContentType": "text/plain", "TxnCustomFields": {MESSAGE_KEY: key}}
    return json_request("POST", path, body)
