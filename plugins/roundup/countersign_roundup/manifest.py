"""What can be done with the issues of a tracker (roundup-tracker.org, REST API for Roundup)."""

from collections.abc import Mapping
from typing import Any

from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    Basic,
    Capability,
    Effect,
    Idempotency,
    LateBound,
    Manifest,
    RateFacts,
)

_TICKET_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,9}$", "description": "an issue's number"}
_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$", "description": "the name of a user of the tracker"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 10_000}
_QUEUE = {"anyOf": [{"type": "string", "pattern": "^[a-z][a-z_]{1,39}$", "description": "a team's user name"}, {"type": "null"}]}
# Roundup takes a name of digits alone for a number.
_TAGS = {
    "type": "array",
    "items": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,39}$", "description": "a keyword of the tracker"},
    "uniqueItems": True,
    "maxItems": 20,
}
_VERSION = {
    "type": "string",
    "pattern": '^"[0-9a-f]{32}"$',
    "description": "as ticket.read returned it: an issue changed since is left alone",
}
_WRITTEN = {"id": {"type": "string", "pattern": "^(msg|issue)[1-9][0-9]{0,9}$"}}

# Roundup changes nothing without being told which version is changed.
_IF_MATCH = LateBound(place="header", name="If-Match", path="*", pointer="/data/@etag")


def _closed(properties: Mapping[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = sorted(set(properties) - set(optional))
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


TICKET_READ = ActionDescriptor(
    name="ticket.read",
    title="Read a ticket",
    version=1,
    effect=Effect.READ,
    input_schema=_closed({"ticket_id": _TICKET_ID}),
    output_schema=_closed(
        {
            "ticket_id": _TICKET_ID,
            "customer_id": _CUSTOMER_ID,
            "channel": {"enum": ["email", "portal"]},
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": {"anyOf": [{"type": "string"}, {"type": "null"}]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "created_at": {"type": "string", "format": "date-time"},
            "version": _VERSION,
        }
    ),
    scopes=("View issue", "View msg"),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    name="ticket.reply_public",
    title="Reply to the customer",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_closed({"ticket_id": _TICKET_ID, "customer_id": _CUSTOMER_ID, "text": _TEXT}),
    output_schema=_closed(_WRITTEN),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    editable=("text",),
    scopes=("Create msg", "Edit issue"),
    personal_data=("/text",),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    name="ticket.note_internal",
    title="Leave a note that only staff see",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_closed({"ticket_id": _TICKET_ID, "text": _TEXT}),
    output_schema=_closed(_WRITTEN),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    editable=("text",),
    scopes=("Create msg",),
    personal_data=("/text",),
)

TICKET_HAND_OVER = ActionDescriptor(
    name="ticket.hand_over",
    title="Put the ticket into a team's queue with a summary",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_closed({"ticket_id": _TICKET_ID, "queue": _QUEUE, "summary": _TEXT}),
    output_schema=_closed({**_WRITTEN, "former_queue": {"anyOf": [{"type": "string"}, {"type": "null"}]}}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    editable=("queue", "summary"),
    late_bound=(_IF_MATCH,),
    scopes=("Edit issue",),
    personal_data=("/summary",),
)

TICKET_TAG = ActionDescriptor(
    name="ticket.tag",
    title="Replace the ticket's tags",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_closed({"ticket_id": _TICKET_ID, "tags": _TAGS, "version": _VERSION}, optional=("version",)),
    output_schema=_closed({**_WRITTEN, "former_tags": {"type": "array", "items": {"type": "string"}}}, optional=("former_tags",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.tag",
    undo_seconds=604_800,
    editable=("tags",),
    precondition="updated_stamp",
    late_bound=(_IF_MATCH,),
    scopes=("Edit issue",),
)

MANIFEST = Manifest(
    name="roundup",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Roundup issue tracker",
    capabilities=(Capability.TICKETING,),
    auth=Basic(),
    # How many is the tracker's to say: api_calls_per_interval in its config.ini.
    rate=RateFacts(counted_by="user", remaining_header="x-ratelimit-remaining", reset_header="x-ratelimit-reset"),
    actions=(TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER, TICKET_TAG),
    event_types=("ticket.created",),
)
