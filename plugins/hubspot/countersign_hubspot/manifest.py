from typing import Any

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

_CUSTOMER_ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$"}
_RECORD_ID = {"type": "string", "pattern": "^[1-9][0-9]{0,18}$"}
_TIME = {"type": "string", "format": "date-time"}
_EMAIL = {"type": "string", "minLength": 3, "maxLength": 254, "pattern": "^[^@\\s]+@[^@\\s]+$"}
_PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
_FLAG = {"type": "boolean"}

# Searches are counted by themselves, and their answers tell nothing of it.
_SEARCHES = RateFacts(counted_by="endpoint", limit=5, per_seconds=1)


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


CUSTOMER_READ = ActionDescriptor(
    name="customer.read",
    title="Read a customer's record",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"customer_id": _CUSTOMER_ID}),
    output_schema=_object(
        {
            "customer_id": _CUSTOMER_ID,
            "name": {"type": "string"},
            "email": {"type": "string"},
            "phone": {"type": "string"},
            "segment": {"enum": ["consumer", "business", "regulated"]},
            "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
            "utc_offset_minutes": {"type": "integer", "minimum": -720, "maximum": 840},
            "vulnerable": _FLAG,
            "do_not_contact": _FLAG,
            "legal_hold": _FLAG,
            "marketing_consent": _FLAG,
            "identity_verified": _FLAG,
            "open_complaint": _FLAG,
            "possible_duplicates": {"type": "integer", "minimum": 0},
            "updated_at": _TIME,
        }
    ),
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_CONTACTS = ActionDescriptor(
    name="customer.contacts",
    title="Read how often we contacted a customer",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"customer_id": _CUSTOMER_ID}),
    output_schema=_object(
        {
            "customer_id": _CUSTOMER_ID,
            "contacts_24h": {"type": "integer", "minimum": 0},
            "last_contact_at": {"anyOf": [_TIME, {"type": "null"}]},
        }
    ),
    scopes=("crm.objects.contacts.read",),
    rate=_SEARCHES,
)

CUSTOMER_UPDATE_CONTACT = ActionDescriptor(
    name="customer.update_contact",
    title="Change a customer's e-mail address and phone number",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=_object(
        {
            "customer_id": _CUSTOMER_ID,
            "email": _EMAIL,
            "phone": _PHONE,
            "updated_at": _TIME | {"description": "as customer.read returned it; HubSpot knows no condition on a change"},
        }
    ),
    output_schema=_object({"id": _RECORD_ID, "updated_at": _TIME}) | {"required": ["id"]},
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
