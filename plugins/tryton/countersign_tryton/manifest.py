from countersign.sdk import (
    CONTRACT_VERSION,
    ActionDescriptor,
    Capability,
    Effect,
    Idempotency,
    Manifest,
    SafePost,
    SessionLogin,
    vocabulary,
)
from countersign.sdk.shapes import TIME, Schema, closed
from countersign_tryton.rpc import PATH, READING
from countersign_tryton.versions import CUSTOMER, PATTERN

# The party's code.
_CUSTOMER_ID: Schema = {"type": "string", "pattern": f"^{CUSTOMER}$"}
_VERSION: Schema = {"type": "string", "pattern": f"^{PATTERN}$", "maxLength": 200}

CUSTOMER_READ = ActionDescriptor(
    **vocabulary.customer_read(_CUSTOMER_ID),
    effect=Effect.READ,
    scopes=("party.party: read", "party.contact_mechanism: read"),
)

CUSTOMER_CONTACTS = ActionDescriptor(
    **vocabulary.customer_contacts(_CUSTOMER_ID),
    effect=Effect.READ,
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

_STAMP: Schema = TIME | {"description": "as customer.read returned it; Tryton goes by the version"}
# Required by Tryton alone: playbooks are written for every CRM, and without it nothing is proposed to anybody.
_AS_READ: Schema = _VERSION | {"description": "as customer.addresses returned it: addresses changed since then are left alone"}

CUSTOMER_UPDATE_CONTACT = ActionDescriptor(
    **vocabulary.extended(vocabulary.customer_update_contact(_CUSTOMER_ID, _STAMP), version=_AS_READ),
    effect=Effect.WRITE_REVERSIBLE,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="Tryton does not tell the former addresses; whoever read them before can put them back by the same action.",
    precondition="updated_stamp",
    scopes=("party.contact_mechanism: write",),
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
