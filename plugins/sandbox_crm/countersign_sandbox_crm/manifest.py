from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.shapes import EMAIL, PHONE, TIME, closed

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}

CUSTOMER_READ = ActionDescriptor(
    **vocabulary.customer_read(_CUSTOMER_ID),
    effect=Effect.READ,
    scopes=("crm:read",),
)

CUSTOMER_CONTACTS = ActionDescriptor(
    **vocabulary.customer_contacts(_CUSTOMER_ID),
    effect=Effect.READ,
    scopes=("crm:read",),
)

CUSTOMER_UPDATE_CONTACT = ActionDescriptor(
    **vocabulary.customer_update_contact(
        _CUSTOMER_ID, TIME | {"description": "as customer.read returned it: a record changed since then is left alone"}
    ),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed(
        {"id": _CUSTOMER_ID, "updated_at": TIME, "former": closed({"email": EMAIL, "phone": PHONE})}, optional=("updated_at", "former")
    ),
    idempotency=Idempotency(mode="natural_key"),
    undo="customer.update_contact",
    undo_seconds=2_592_000,
    precondition="updated_stamp",
    scopes=("crm:write",),
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
