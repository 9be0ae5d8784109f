from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_TIME = {"type": "string", "format": "date-time"}
_EMAIL = {"type": "string", "minLength": 3, "maxLength": 254, "pattern": "^[^@\\s]+@[^@\\s]+$"}
_PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
_FLAG = {"type": "boolean"}


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
    scopes=("crm:read",),
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
    scopes=("crm:read",),
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
            "updated_at": _TIME | {"description": "as customer.read returned it: a record changed since then is left alone"},
        }
    ),
    output_schema=_object({"id": _CUSTOMER_ID, "updated_at": _TIME, "former": _object({"email": _EMAIL, "phone": _PHONE})})
    | {"required": ["id"]},
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="natural_key"),
    undo="customer.update_contact",
    undo_seconds=2_592_000,
    editable=("email", "phone"),
    precondition="updated_stamp",
    scopes=("crm:write",),
    personal_data=("/email", "/phone"),
)

MANIFEST = Manifest(
    name="sandbox_crm",
    version="0.2.0",
    contract=CONTRACT_VERSION,
    title="Sandbox company: customer records",
    capabilities=(Capability.CRM,),
    auth=Bearer(),
    actions=(CUSTOMER_READ, CUSTOMER_CONTACTS, CUSTOMER_UPDATE_CONTACT),
)
