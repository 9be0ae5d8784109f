"""What can be done with the issues of a tracker (roundup-tracker.org, REST API for Roundup)."""

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
    vocabulary,
)
from countersign.sdk.shapes import TEAM, closed, or_null, ticket

_TICKET_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,9}$", "description": "an issue's number"}
_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$", "description": "the name of a user of the tracker"}
_QUEUE = or_null(TEAM | {"description": "a team's user name"})
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
_ANY_TEAM = or_null({"type": "string"})
_ANY_TAGS = {"type": "array", "items": {"type": "string"}}

TICKET_READ = ActionDescriptor(
    **vocabulary.ticket_read(
        _TICKET_ID,
        ticket(_TICKET_ID, _CUSTOMER_ID, _ANY_TEAM, channel={"enum": ["email", "portal"]}, tags=_ANY_TAGS, version=_VERSION),
    ),
    effect=Effect.READ,
    scopes=("View issue", "View msg"),
)

TICKET_REPLY_PUBLIC = ActionDescriptor(
    **vocabulary.ticket_reply_public(_TICKET_ID, _CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="The customer has been sent the text; a wrong one is put right by another reply.",
    scopes=("Create msg", "Edit issue"),
)

TICKET_NOTE_INTERNAL = ActionDescriptor(
    **vocabulary.ticket_note_internal(_TICKET_ID),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed(_WRITTEN),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="A ticket keeps its history; a wrong note is put right by another.",
    scopes=("Create msg",),
)

TICKET_HAND_OVER = ActionDescriptor(
    **vocabulary.ticket_hand_over(_TICKET_ID, _QUEUE),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_queue": _ANY_TEAM}, optional=("former_queue",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.hand_over",
    undo_seconds=604_800,
    late_bound=(_IF_MATCH,),
    scopes=("Edit issue",),
)

TICKET_TAG = ActionDescriptor(
    **vocabulary.extended(vocabulary.ticket_tag(_TICKET_ID, _TAGS), version=_VERSION),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({**_WRITTEN, "former_tags": _ANY_TAGS}, optional=("former_tags",)),
    idempotency=Idempotency(mode="ledger_only"),
    undo="ticket.tag",
    undo_seconds=604_800,
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
