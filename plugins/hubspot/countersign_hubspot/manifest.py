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
)
from countersign.sdk.shapes import EMAIL, PHONE, TIME, closed, contact_history, customer

_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"}
_RECORD_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}

# Searches are counted by themselves, and their answers tell nothing of it.
_SEARCHES = RateFacts(counted_by="endpoint", limit=5, per_seconds=1)

CUSTOMER_READ = ActionDescriptor(
    name="customer.read",
    title="Read a customer's record",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=customer(_CUSTOMER_ID),
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_CONTACTS = ActionDescriptor(
    name="customer.contacts",
    title="Read how often we contacted a customer",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=contact_history(_CUSTOMER_ID),
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_UPDATE_CONTACT = ActionDescriptor(
    name="customer.update_contact",
    title="Change a customer's e-mail address and phone number",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(
        {
            "customer_id": _CUSTOMER_ID,
            "email": EMAIL,
            "phone": PHONE,
            "updated_at": TIME | {"description": "as customer.read returned it; HubSpot knows no condition on a change"},
        }
    ),
    output_schema=closed({"id": _RECORD_ID, "updated_at": TIME}, optional=("updated_at",)),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="HubSpot does not tell the former addresses; they stand in the record's history, for the same action to put back.",
    editable=("email", "phone"),
    scopes=("crm.objects.contacts.write",),
    personal_data=("/email", "/phone"),
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
