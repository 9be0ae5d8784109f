from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest
from countersign.sdk.shapes import EMAIL, PHONE, TIME, closed, contact_history, customer

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}

CUSTOMER_READ = ActionDescriptor(
    name="customer.read",
    title="Read a customer's record",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=customer(_CUSTOMER_ID),
    scopes=("crm:read",),
)

CUSTOMER_CONTACTS = ActionDescriptor(
    name="customer.contacts",
    title="Read how often we contacted a customer",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=contact_history(_CUSTOMER_ID),
    scopes=("crm:read",),
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
            "updated_at": TIME | {"description": "as customer.read returned it: a record changed since then is left alone"},
        }
    ),
    output_schema=closed(
        {"id": _CUSTOMER_ID, "updated_at": TIME, "former": closed({"email": EMAIL, "phone": PHONE})}, optional=("updated_at", "former")
    ),
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
