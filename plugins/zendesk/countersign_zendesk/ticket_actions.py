"""What can be done with tickets (developer.zendesk.com, Ticketing API)."""

from countersign.sdk import ActionDescriptor, Effect, Idempotency, RateFacts
from countersign_zendesk.schemas import TAGS, TEXT, TIME, ZENDESK_ID, closed, or_null

_QUEUE = {
    "type": "string",
    "pattern": "^([1-9][0-9]{0,18}|[a-z][a-z_]{1,39})$",
    "description": "a group's id, or a name that triggers in Zendesk know",
}
_STAMP = TIME | {"description": "as ticket.read returned it: a ticket changed since then is left alone"}
_WRITTEN = {"id": ZENDESK_ID}

# Of the endpoint, whatever the plan; besides, one agent may update one ticket 30 times in ten minutes.
_UPDATES = RateFacts(
    counted_by="endpoint", limit=100, per_seconds=60, remaining_header="x-rate-limit-remaining", reset_header="ratelimit-reset"
)

TICKET_READ = ActionDescriptor(
    name="ticket.read",
    title="Read a ticket",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"ticket_id": ZENDESK_ID}),
    output_schema=closed(
        {
            "ticket_id": ZENDESK_ID,
            "customer_id": ZENDESK_ID,
            "channel": {"enum": ["email", "chat", "sms", "voice", "portal"]},
            "subject": {"type": "string"},
            "text": {"type": "string"},
            "status": {"enum": ["open", "pending", "closed"]},
            "queue": or_null(ZENDESK_ID),
            "tags": TAGS,
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
    input_schema=closed({"ticket_id": ZENDESK_ID, "customer_id": ZENDESK_ID, "text": TEXT}),
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
    input_schema=closed({"ticket_id": ZENDESK_ID, "text": TEXT}),
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
    input_schema=closed({"ticket_id": ZENDESK_ID, "queue": or_null(_QUEUE), "summary": TEXT}),
    output_schema=closed({**_WRITTEN, "former_queue": or_null(ZENDESK_ID)}, optional=("former_queue",)),
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
    input_schema=closed({"ticket_id": ZENDESK_ID, "tags": TAGS, "updated_at": _STAMP}, optional=("updated_at",)),
    output_schema=closed({**_WRITTEN, "former_tags": TAGS, "updated_at": TIME}, optional=("former_tags", "updated_at")),
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.tag",
    undo_seconds=604_800,
    editable=("tags",),
    precondition="updated_stamp",
    scopes=("tickets:write",),
    rate=_UPDATES,
)
