from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, ApiKeyHeader, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.shapes import closed, or_null, ticket

_TICKET_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"}
# The requestor's name at RT, which is an e-mail address where nobody gave another.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 254}
# RT would take a number for a queue's id.
_QUEUE = {"type": "string", "pattern": "^[^\\x00-\\x1f]{0,199}[^\\x00-\\x1f0-9]$"}
_TAGS = {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,59}$"}, "uniqueItems": True, "maxItems": 30}
_VERSION = {"type": "string", "pattern": "^[1-9][0-9]{0,14}$"}
_WRITTEN = {"id": {"type": "string"}}
_AS_READ = _VERSION | {"description": "as ticket.read returned it: a ticket on which anything happened since is left alone"}
_TICKET = ticket(
    _TICKET_ID,
    or_null(_CUSTOMER_ID),
    {"type": "string"},
    tags={"type": "array", "items": {"type": "string"}},
    version=_VERSION,
)

TICKET_READ = ActionDescriptor(
    **vocabulary.ticket_read(_TICKET_ID, _TICKET),
    effect=Effect.READ,
    scopes=("SeeQueue", "ShowTicket", "SeeCustomField"),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    **vocabulary.ticket_reply_public(_TICKET_ID, _CUSTOMER_ID) | {"personal_data": ("/customer_id", "/text")},
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    scopes=("ReplyToTicket", "ModifyCustomField"),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    **vocabulary.ticket_note_internal(_TICKET_ID),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    scopes=("CommentOnTicket", "ModifyCustomField"),
)

TICKET_HAND_OVER = ActionDescriptor(
    **vocabulary.ticket_hand_over(_TICKET_ID, _QUEUE),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_queue": _QUEUE}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    scopes=("ModifyTicket", "CreateTicket", "ModifyCustomField"),
)

TICKET_TAG = ActionDescriptor(
    **vocabulary.extended(vocabulary.ticket_tag(_TICKET_ID, _TAGS), version=_AS_READ),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_tags": _TAGS}, optional=("former_tags",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.tag",
    undo_seconds=604_800,
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
