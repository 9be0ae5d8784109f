from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_TICKET_ID = {"type": "string", "pattern": "^TICK-[0-9]{4,10}$"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 10_000}
_QUEUE = {"type": "string", "pattern": "^[a-z][a-z_]{1,39}$"}
_QUEUE_OR_NONE = {"anyOf": [_QUEUE, {"type": "null"}]}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


TICKET_READ = ActionDescriptor(
    name="ticket.read",
    title="Read a ticket",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"ticket_id": _TICKET_ID}),
    output_schema=_object(
        {
            "ticket_id": _TICKET_ID,
            "customer_id": _CUSTOMER_ID,
            "channel": {"enum": ["email", "chat", "sms", "voice", "portal"]},
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": _QUEUE_OR_NONE,
            "created_at": {"type": "string", "format": "date-time"},
        }
    ),
    scopes=("tickets:read",),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    name="ticket.reply_public",
    title="Reply to the customer",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"ticket_id": _TICKET_ID, "customer_id": _CUSTOMER_ID, "text": _TEXT}),
    output_schema=_object({"id": {"type": "string"}}),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    editable=("text",),
    scopes=("tickets:write",),
    personal_data=("/text",),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    name="ticket.note_internal",
    title="Leave a note that only staff see",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_object({"ticket_id": _TICKET_ID, "text": _TEXT}),
    output_schema=_object({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    editable=("text",),
    scopes=("tickets:write",),
    personal_data=("/text",),
)

TICKET_HAND_OVER = ActionDescriptor(
    name="ticket.hand_over",
    title="Put the ticket into a team's queue with a summary",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_object({"ticket_id": _TICKET_ID, "queue": _QUEUE_OR_NONE, "summary": _TEXT}),
    output_schema=_object({"id": {"type": "string"}, "former_queue": _QUEUE_OR_NONE}) | {"required": ["id"]},
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    editable=("queue", "summary"),
    scopes=("tickets:write",),
    personal_data=("/summary",),
)

MANIFEST = Manifest(
    name="sandbox_ticketing",
    version="0.2.0",
    contract=CONTRACT_VERSION,
    title="Sandbox company: tickets",
    capabilities=(Capability.TICKETING,),
    auth=Bearer(),
    actions=(TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER),
    event_types=("ticket.created",),
)
