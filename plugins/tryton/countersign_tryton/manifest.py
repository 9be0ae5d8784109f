from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Capability, Effect, Idempotency, Manifest, SafePost, SessionLogin
from countersign.sdk.shapes import EMAIL, PHONE, TIME, Schema, closed, contact_history, customer
from countersign_tryton.rpc import PATH, READING
from countersign_tryton.versions import CUSTOMER, PATTERN

# The party's code.
_CUSTOMER_ID: Schema = {"type": "string", "pattern": f"^{CUSTOMER}$"}
_VERSION: Schema = {"type": "string", "pattern": f"^{PATTERN}$", "maxLength": 200}

CUSTOMER_READ = ActionDescriptor(
    name="customer.read",
    title="Read a customer's record",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=customer(_CUSTOMER_ID),
    scopes=("party.party: read", "party.contact_mechanism: read"),
)

CUSTOMER_CONTACTS = ActionDescriptor(
    name="customer.contacts",
    title="Read how often we contacted a customer",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=contact_history(_CUSTOMER_ID),
    scopes=("party.party: read", "ir.email: read"),
)

CUSTOMER_ADDRESSES = ActionDescriptor(
    name="customer.addresses",
    title="Read a customer's e-mail address and phone number, and their version",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"customer_id": _CUSTOMER_ID}),
    output_schema=closed({"customer_id": _CUSTOMER_ID, "email": {"type": "string"}, "phone": {"type": "string"}, "version": _VERSION}),
    scopes=("party.party: read", "party.contact_mechanism: read"),
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
            "updated_at": TIME | {"description": "as customer.read returned it; Tryton goes by the version"},
            "version": _VERSION | {"description": "as customer.addresses returned it: addresses changed since then are left alone"},
        },
        # Required by Tryton alone: playbooks are written for every CRM, and without it nothing is proposed to anybody.
        optional=("version",),
    ),
    output_schema=closed({"id": {"type": "string"}}),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="Tryton does not tell the former addresses; whoever read them before can put them back by the same action.",
    editable=("email", "phone"),
    precondition="updated_stamp",
    scopes=("party.contact_mechanism: write",),
    personal_data=("/email", "/phone"),
)

MANIFEST = Manifest(
    name="tryton",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Tryton: parties",
    capabilities=(Capability.CRM,),
    # The database is part of the system's address, as https://tryton.example/company.
    auth=SessionLogin(
        path=PATH,
        body='{"id":0,"method":"common.db.login","params":["{username}",{"password":"{password}"},"en"]}',
        content_type="application/json",
        credential="{username}:{/result/0}:{/result/1}",
        credential_word="Session ",
    ),
    safe_posts=(SafePost(path=PATH, pointer="/method", values=READING),),
    actions=(CUSTOMER_READ, CUSTOMER_CONTACTS, CUSTOMER_ADDRESSES, CUSTOMER_UPDATE_CONTACT),
)
