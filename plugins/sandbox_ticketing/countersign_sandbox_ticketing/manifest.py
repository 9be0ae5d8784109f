from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.shapes import TEAM, closed, or_null, ticket

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_TICKET_ID = {"type": "string", "pattern": "^TICK-[0-9]{4,10}$"}
_QUEUE = or_null(TEAM)

TICKET_READ = ActionDescriptor(
    **vocabulary.ticket_read(_TICKET_ID, ticket(_TICKET_ID, _CUSTOMER_ID, _QUEUE)),
    effect=Effect.READ,
    scopes=("tickets:read",),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    **vocabulary.ticket_reply_public(_TICKET_ID, _CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    scopes=("tickets:write",),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    **vocabulary.ticket_note_internal(_TICKET_ID),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    scopes=("tickets:write",),
)

TICKET_HAND_OVER = ActionDescriptor(
    **vocabulary.ticket_hand_over(_TICKET_ID, _QUEUE),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({"id": {"type": "string"}, "former_queue": _QUEUE}, optional=("former_queue",)),
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    scopes=("tickets:write",),
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
