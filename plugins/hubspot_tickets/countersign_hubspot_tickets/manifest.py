from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    Bearer,
    Capability,
    Effect,
    Idempotency,
    LateBound,
    Manifest,
    RateFacts,
    SafePost,
    vocabulary,
)
from countersign.sdk.shapes import TEAM, TIME, closed, or_null, ticket

_RECORD_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}
_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"}
_QUEUE = or_null(TEAM)
# Values of a property with many are separated by semicolons.
_TAGS = {"type": "array", "items": {"type": "string", "pattern": "^[^;\\s][^;]{0,99}$"}, "uniqueItems": True, "maxItems": 50}
_TOLD = {"description": "as ticket.read returned it: HubSpot does not tell what a change replaces, so without it nothing is taken back"}
_CHANGED = closed({"id": _RECORD_ID, "updated_at": TIME}, optional=("updated_at",))
_READ_SCOPES = ("tickets", "crm.objects.contacts.read")

TICKET_READ = ActionDescriptor(
    **vocabulary.ticket_read(
        _RECORD_ID,
        ticket(
            _RECORD_ID,
            _CUSTOMER_ID,
            or_null({"type": "string"}),
            channel={"enum": ["email", "chat", "voice", "portal"]},
            status={"enum": ["open", "closed"]},
            tags={"type": "array", "items": {"type": "string"}},
            updated_at=TIME,
        ),
    ),
    effect=Effect.READ,
    scopes=_READ_SCOPES,
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    **vocabulary.ticket_note_internal(_RECORD_ID),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=_CHANGED,
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    # Where the note stands in the ticket's history: HubSpot takes no note without it.
    late_bound=(LateBound(place="json", name="/properties/hs_timestamp", moment="epoch_milliseconds"),),
    scopes=("tickets", "crm.objects.contacts.write"),
)

TICKET_HAND_OVER = ActionDescriptor(
    **vocabulary.extended(vocabulary.ticket_hand_over(_RECORD_ID, _QUEUE), former_queue=_QUEUE | _TOLD),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=_CHANGED,
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    scopes=("tickets",),
)

TICKET_TAG = ActionDescriptor(
    **vocabulary.extended(vocabulary.ticket_tag(_RECORD_ID, _TAGS), former_tags=_TAGS | _TOLD),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=_CHANGED,
    idempotency=Idempotency(mode="natural_key"),
    undo="ticket.tag",
    undo_seconds=604_800,
    scopes=("tickets",),
)

MANIFEST = Manifest(
    name="hubspot_tickets",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="HubSpot tickets",
    capabilities=(Capability.TICKETING,),
    auth=Bearer(),
    # The least of all plans, in ten seconds; a reset is not told.
    rate=RateFacts(limit=100, per_seconds=10, remaining_header="x-hubspot-ratelimit-remaining"),
    safe_posts=(SafePost(path="/crm/v3/objects/notes/batch/read"), SafePost(path="/crm/v3/properties/*/batch/read")),
    actions=(TICKET_READ, TICKET_NOTE_INTERNAL, TICKET_HAND_OVER, TICKET_TAG),
    event_types=("ticket.changed", "ticket.deleted"),
)
