from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    Bearer,
    Capability,
    Effect,
    Idempotency,
    Manifest,
    RateFacts,
    SafePost,
    vocabulary,
)
from countersign.sdk.shapes import TIME, closed

_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"}
_RECORD_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}

# Searches are counted by themselves, and their answers tell nothing of it.
_SEARCHES = RateFacts(counted_by="endpoint", limit=5, per_seconds=1)

CUSTOMER_READ = ActionDescriptor(
    **vocabulary.customer_read(_CUSTOMER_ID),
    effect=Effect.READ,
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_CONTACTS = ActionDescriptor(
    **vocabulary.customer_contacts(_CUSTOMER_ID),
    effect=Effect.READ,
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_UPDATE_CONTACT = ActionDescriptor(
    **vocabulary.customer_update_contact(
        _CUSTOMER_ID, TIME | {"description": "as customer.read returned it; HubSpot knows no condition on a change"}
    ),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({"id": _RECORD_ID, "updated_at": TIME}, optional=("updated_at",)),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="HubSpot does not tell the former addresses; they stand in the record's history, for the same action to put back.",
    scopes=("crm.objects.contacts.write",),
)

MANIFEST = Manifest(
    name="hubspot",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="HubSpot",
    capabilities=(Capability.CRM,),
    auth=Bearer(),
    # The least of all plans, in ten seconds; a reset is not told.
    rate=RateFacts(limit=100, per_seconds=10, remaining_header="x-hubspot-ratelimit-remaining"),
    safe_posts=(SafePost(path="/crm/v3/objects/*/search"), SafePost(path="/crm/v3/properties/contacts/batch/read")),
    actions=(CUSTOMER_READ, CUSTOMER_CONTACTS, CUSTOMER_UPDATE_CONTACT),
    event_types=("customer.created", "customer.changed", "customer.deleted"),
)
