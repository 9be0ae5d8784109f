from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, LateBound, Manifest

TEXT = {"type": "string", "minLength": 1, "maxLength": 500}
NOTE_ID = {"type": "string", "minLength": 1, "maxLength": 40}
PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}


def closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


NOTE = closed(id=NOTE_ID, text=TEXT, version={"type": "integer"})
DONE = closed(id={"type": "string"})

READ = ActionDescriptor(
    name="note.read",
    title="Read a note",
    version=1,
    effect=Effect.READ,
    input_schema=closed(id=NOTE_ID),
    output_schema=NOTE,
)
LIST = ActionDescriptor(
    name="note.list",
    title="List notes",
    version=1,
    effect=Effect.READ,
    input_schema=closed(),
    output_schema=closed(notes={"type": "array", "items": NOTE}),
)
ADD = ActionDescriptor(
    name="note.add",
    title="Leave a note",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(text=TEXT, colour={"enum": ["red", "green"]}),
    output_schema=DONE,
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="Another note puts it right.",
    late_bound=(LateBound(place="header", name="X-Csrf", path="/csrf", pointer="/token"),),
    personal_data=("/text",),
)
CHANGE = ActionDescriptor(
    name="note.change",
    title="Change a note",
    version=1,
    effect=Effect.WRITE_REVERSIBLE,
    input_schema=closed(id=NOTE_ID, text=TEXT, version={"type": "integer"}),
    output_schema=closed(id=NOTE_ID, version={"type": "integer"}, former=TEXT),
    idempotency=Idempotency(mode="natural_key"),
    undo="note.change",
    undo_seconds=3600,
    precondition="etag",
    personal_data=("/text",),
)
REFUND = ActionDescriptor(
    name="refund.pay",
    title="Pay a refund",
    version=1,
    effect=Effect.MONEY,
    input_schema=closed(account={"type": "string"}, amount={"type": "integer", "minimum": 1}, currency={"type": "string"}),
    output_schema=DONE,
    amount_path="/amount",
    currency_path="/currency",
    recipient_path="/account",
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    no_undo_reason="The money has left.",
)
MESSAGE = ActionDescriptor(
    name="message.send",
    title="Send a message",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=closed(to=PHONE, text=TEXT),
    output_schema=DONE,
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="It has been read.",
    personal_data=("/to", "/text"),
)
MANIFEST = Manifest(
    name="reference",
    version="1.0.0",
    contract=CONTRACT_VERSION,
    title="Reference",
    capabilities=(Capability.CRM,),
    auth=Bearer(),
    actions=(READ, LIST, ADD, CHANGE, REFUND, MESSAGE),
    event_types=("note.added",),
)
