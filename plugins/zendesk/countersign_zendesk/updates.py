"""Everything that is written is one update of one ticket: `PUT /api/v2/tickets/{id}`.

An update leaves one audit, and `metadata` of the update stands in it as `metadata.custom`: that is where our key is kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from countersign.sdk import Applied, Arguments, InvalidArgumentsError, Request
from countersign.sdk.requests import json_request, path_of
from countersign_zendesk.ticket_actions import TICKET_HAND_OVER, TICKET_NOTE_INTERNAL, TICKET_REPLY_PUBLIC, TICKET_TAG

KEY = "countersign_key"
TAKEN_BACK = "The last hand-over was taken back."
_QUEUE_MARK = "[queue "


def prepare(action: str, arguments: Arguments, *, key: str) -> Request:
    changes = _CHANGES[action](arguments)
    return json_request("PUT", path_of("api", "v2", "tickets", arguments["ticket_id"]), {"ticket": {**changes, "metadata": {KEY: key}}})


def compensate(action: str, arguments: Arguments, receipt: Applied) -> Arguments:
    """Tags only over the change itself: whoever changed the ticket since then keeps their change."""
    ticket, told = {"ticket_id": arguments["ticket_id"]}, receipt.result
    if action == TICKET_HAND_OVER.name and "former_queue" in told:
        return {**ticket, "queue": told["former_queue"], "summary": TAKEN_BACK}
    if action == TICKET_TAG.name and {"former_tags", "updated_at"} <= told.keys():
        return {**ticket, "tags": told["former_tags"], "updated_at": told["updated_at"]}
    raise InvalidArgumentsError("nobody knows how the ticket was before")


def _reply(arguments: Arguments) -> dict[str, Any]:
    return {"comment": {"body": arguments["text"], "public": True}}


def _note(arguments: Arguments) -> dict[str, Any]:
    return {"comment": {"body": _unmarked(arguments["text"]), "public": False}}


def _hand_over(arguments: Arguments) -> dict[str, Any]:
    """Tickets are moved by a group's number, which a name does not tell: for a name, triggers in Zendesk look at the note's first line."""
    queue, summary = arguments["queue"], _unmarked(arguments["summary"])
    if queue is None or queue.isdigit():
        return {"group_id": None if queue is None else int(queue), "comment": {"body": summary, "public": False}}
    return {"comment": {"body": f"{_QUEUE_MARK}{queue}]\n\n{summary}", "public": False}}


def _tag(arguments: Arguments) -> dict[str, Any]:
    stamp = {"updated_stamp": arguments["updated_at"], "safe_update": True} if "updated_at" in arguments else {}
    return {"tags": arguments["tags"], **stamp}


def _unmarked(text: str) -> str:
    """A summary may quote the customer, whose words must not set off the triggers that look for a queue."""
    return text.replace(_QUEUE_MARK, "(queue ")


_CHANGES: Mapping[str, Callable[[Arguments], dict[str, Any]]] = {
    TICKET_REPLY_PUBLIC.name: _reply,
    TICKET_NOTE_INTERNAL.name: _note,
    TICKET_HAND_OVER.name: _hand_over,
    TICKET_TAG.name: _tag,
}
