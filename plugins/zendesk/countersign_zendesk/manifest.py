from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Idempotency, Manifest, RateFacts, vocabulary
from countersign.sdk.shapes import TIME, closed, or_null, ticket

_ZENDESK_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}
_TAGS = {"type": "array", "items": {"type": "string", "pattern": "^[^\\s,]{1,255}$"}, "maxItems": 100}

_QUEUE = {
    "type": "string",
    "pattern": "^([1-9][0-9]{0,18}|[a-z][a-z_]{1,39})$",
    "description": "a group's id, or a name that triggers in Zendesk know",
}
_STAMP = TIME | {"description": "as ticket.read returned it: a ticket changed since then is left alone"}
_WRITTEN = {"id": _ZENDESK_ID}

# Of the endpoint, whatever the plan; besides, one agent may update one ticket 30 times in ten minutes.
_UPDATES = RateFacts(
    counted_by="endpoint", limit=100, per_seconds=60, remaining_header="x-rate-limit-remaining", reset_header="ratelimit-reset"
)

TICKET_READ = ActionDescriptor(
    **vocabulary.ticket_read(_ZENDESK_ID, ticket(_ZENDESK_ID, _ZENDESK_ID, or_null(_ZENDESK_ID), tags=_TAGS, updated_at=TIME)),
    effect=Effect.READ,
    scopes=("tickets:read",),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    **vocabulary.ticket_reply_public(_ZENDESK_ID, _ZENDESK_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    scopes=("tickets:write",),
    rate=_UPDATES,
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    **vocabulary.ticket_note_internal(_ZENDESK_ID),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    scopes=("tickets:write",),
    rate=_UPDATES,
)

TICKET_HAND_OVER = ActionDescriptor(
    **vocabulary.ticket_hand_over(_ZENDESK_ID, or_null(_QUEUE)),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_queue": or_null(_ZENDESK_ID)}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    scopes=("tickets:write",),
    rate=_UPDATES,
)

TICKET_TAG = ActionDescriptor(
    **vocabulary.extended(vocabulary.ticket_tag(_ZENDESK_ID, _TAGS), updated_at=_STAMP),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_tags": _TAGS, "updated_at": TIME}, optional=("former_tags", "updated_at")),
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.tag",
    undo_seconds=604_800,
    precondition="updated_stamp",
    scopes=("tickets:write",),
    rate=_UPDATES,
)

MANIFEST = Manifest(
    name="zendesk",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Zendesk Support",
    capabilities=(Capability.TICKETING,),
    # An agent's address, "/token:" and an API token.
    auth=Basic(),
    # From 200 to 2500 a minute by plan: the account's own number stands in x-rate-limit.
    rate=RateFacts(counted_by="account", remaining_header="x-rate-limit-remaining", reset_header="ratelimit-reset"),
    actions=(TICKET_READ, TICKET_REPLY_PUBLIC, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER, TICKET_TAG),
    event_types=("ticket.created",),
)
