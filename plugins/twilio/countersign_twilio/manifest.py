from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Idempotency, LateBound, Manifest

# The hub's own: Twilio is told a number or a call, never a customer's id.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 100}
_PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
_QUEUE = {"type": "string", "pattern": "^[a-z][a-z_]{1,39}$"}
_CALL_ID = {"type": "string", "pattern": "^CA[0-9a-fA-F]{32}$"}
# TwiML is XML, which has no control characters.
_ANNOUNCEMENT = {"type": "string", "minLength": 1, "maxLength": 500, "pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]*$"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


SMS_SEND = ActionDescriptor(
    name="sms.send",
    title="Send the customer a text message",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "to": _PHONE, "text": {"type": "string", "minLength": 1, "maxLength": 640}}),
    output_schema=_object({"id": {"type": "string"}}),
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The message is on the customer's phone; a wrong one is put right by another.",
    editable=("text",),
    late_bound=(LateBound(place="form", name="From", setting="sms_from"),),
    scopes=("messages: create and list",),
    personal_data=("/to", "/text"),
)

CALL_PLACE = ActionDescriptor(
    name="call.place",
    title="Call the customer and connect a team",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "to": _PHONE, "queue": _QUEUE, "announcement": _ANNOUNCEMENT}),
    output_schema=_object({"id": _CALL_ID}),
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    editable=("queue", "announcement"),
    late_bound=(LateBound(place="form", name="From", setting="call_from"),),
    scopes=("calls: create and list",),
    personal_data=("/to", "/announcement"),
)

CALL_TRANSFER = ActionDescriptor(
    name="call.transfer",
    title="Connect the customer's call to another team",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "call_id": _CALL_ID, "queue": _QUEUE}),
    output_schema=_object({"id": _CALL_ID}),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been moved; a wrong transfer is put right by another.",
    editable=("queue",),
    scopes=("calls: read and update", "queues: list"),
)

CALL_END = ActionDescriptor(
    name="call.end",
    title="Hang up the customer's call",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "call_id": _CALL_ID}),
    output_schema=_object({"id": _CALL_ID}),
    recipient_path="/customer_id",
    # A call ends once, and says of itself whether it did.
    idempotency=Idempotency(mode="natural_key"),
    no_undo_reason="The customer has been cut off; a wrong end is put right by another call.",
    scopes=("calls: read and update",),
)

MANIFEST = Manifest(
    name="twilio",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Twilio: text messages and calls",
    capabilities=(Capability.TELEPHONY,),
    auth=Basic(),
    actions=(SMS_SEND, CALL_PLACE, CALL_TRANSFER, CALL_END),
    event_types=("message.received", "message.status", "call.status"),
)
