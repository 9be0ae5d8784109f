from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Idempotency, Manifest, RateFacts
from countersign.sdk.shapes import CHANNEL, TEXT, TIME, closed, or_null

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
    name="ticket.read",
    title="Read a ticket",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"ticket_id": _ZENDESK_ID}),
    output_schema=closed(
        {
            "ticket_id": _ZENDESK_ID,
            "customer_id": _ZENDESK_ID,
            "channel": CHANNEL,
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": or_null(_ZENDESK_ID),
            "tags": _TAGS,
            "created_at": TIME,
            "updated_at": TIME,
        }
    ),
    scopes=("tickets:read",),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    name="ticket.reply_public",
    title="Reply to the customer",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=closed({"ticket_id": _ZENDESK_ID, "customer_id": _ZENDESK_ID, "text": TEXT}),
    output_schema=closed(_WRITTEN),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    editable=("text",),
    scopes=("tickets:write",),
    rate=_UPDATES,
    personal_data=("/text",),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    name="ticket.note_internal",
    title="Leave a note that only staff see",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"ticket_id": _ZENDESK_ID, "text": TEXT}),
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    editable=("text",),
    scopes=("tickets:write",),
    rate=_UPDATES,
    personal_data=("/text",),
)

TICKET_HAND_OVER = ActionDescriptor(
    name="ticket.hand_over",
    title="Put the ticket into a team's queue with a summary",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"ticket_id": _ZENDESK_ID, "queue": or_null(_QUEUE), "summary": TEXT}),
    output_schema=closed({**_WRITTEN, "former_queue": or_null(_ZENDESK_ID)}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    editable=("queue", "summary"),
    scopes=("tickets:write",),
    rate=_UPDATES,
    personal_data=("/summary",),
)

TICKET_TAG = ActionDescriptor(
    name="ticket.tag",
    title="Replace the ticket's tags",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed({"ticket_id": _ZENDESK_ID, "tags": _TAGS, "updated_at": _STAMP}, optional=("updated_at",)),
    output_schema=closed({**_WRITTEN, "former_tags": _TAGS, "updated_at": TIME}, optional=("former_tags", "updated_at")),
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.tag",
    undo_seconds=604_800,
    editable=("tags",),
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
