from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, ApiKeyHeader, Capability, Effect, Idempotency, Manifest
from countersign.sdk.shapes import CHANNEL, TEXT, TIME, closed, or_null

_TICKET_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"}
# The requestor's name at RT, which is an e-mail address where nobody gave another.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 254}
# RT would take a number for a queue's id.
_QUEUE = {"type": "string", "pattern": "^[^\\x00-\\x1f]{0,199}[^\\x00-\\x1f0-9]$"}
_TAGS = {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,59}$"}, "uniqueItems": True, "maxItems": 30}
_VERSION = {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"}
_WRITTEN = {"id": {"type": "string"}}


TICKET_READ = ActionDescriptor(
    name="ticket.read",
    title="Read a ticket",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"ticket_id": _TICKET_ID}),
    output_schema=closed(
        {
            "ticket_id": _TICKET_ID,
            "customer_id": or_null(_CUSTOMER_ID),
            "channel": CHANNEL,
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": {"type": "string"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "created_at": TIME,
            "version": _VERSION,
        }
    ),
    scopes=("SeeQueue", "ShowTicket", "SeeCustomField"),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    name="ticket.reply_public",
    title="Reply to the customer",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=closed({"ticket_id": _TICKET_ID, "customer_id": _CUSTOMER_ID, "text": TEXT}),
    output_schema=closed(_WRITTEN),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    editable=("text",),
    scopes=("ReplyToTicket", "ModifyCustomField"),
    personal_data=("/customer_id", "/text"),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    name="ticket.note_internal",
    title="Leave a note that only staff see",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"ticket_id": _TICKET_ID, "text": TEXT}),
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    editable=("text",),
    scopes=("CommentOnTicket", "ModifyCustomField"),
    personal_data=("/text",),
)

TICKET_HAND_OVER = ActionDescriptor(
    name="ticket.hand_over",
    title="Put the ticket into a team's queue with a summary",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"ticket_id": _TICKET_ID, "queue": _QUEUE, "summary": TEXT}),
    output_schema=closed({**_WRITTEN, "former_queue": _QUEUE}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    editable=("queue", "summary"),
    scopes=("ModifyTicket", "CreateTicket", "ModifyCustomField"),
    personal_data=("/summary",),
)

TICKET_TAG = ActionDescriptor(
    name="ticket.tag",
    title="Replace the ticket's tags",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(
        {
            "ticket_id": _TICKET_ID,
            "tags": _TAGS,
            "version": _VERSION | {"description": "as ticket.read returned it: a ticket on which anything happened since is left alone"},
        },
        optional=("version",),
    ),
    output_schema=closed({**_WRITTEN, "former_tags": _TAGS}, optional=("former_tags",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.tag",
    undo_seconds=604_800,
    editable=("tags",),
    precondition="etag",
    scopes=("ModifyTicket", "ModifyCustomField"),
)

MANIFEST = Manifest(
    name="request_tracker",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Request Tracker",
    capabilities=(Capability.TICKETING,),
    auth=ApiKeyHeader(header="Authorization", prefix="token "),
    actions=(TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER, TICKET_TAG),
)
