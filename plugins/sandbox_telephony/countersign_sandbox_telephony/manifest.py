from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


CALL_PLACE = ActionDescriptor(
    name="call.place",
    title="Call the customer and connect a team",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object(
        {
            "customer_id": _CUSTOMER_ID,
            "to": _PHONE,
            "queue": {"type": "string", "pattern": "^[a-z][a-z_]{1,39}$"},
            "announcement": {"type": "string", "minLength": 1, "maxLength": 500},
        }
    ),
    output_schema=_object({"id": {"type": "string"}}),
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    editable=("queue", "announcement"),
    scopes=("calls:write",),
    personal_data=("/to", "/announcement"),
)

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
    scopes=("messages:write",),
    personal_data=("/to", "/text"),
)

MANIFEST = Manifest(
    name="sandbox_telephony",
    version="0.2.0",
    contract=CONTRACT_VERSION,
    title="Sandbox company: calls and text messages",
    capabilities=(Capability.TELEPHONY,),
    auth=Bearer(),
    actions=(CALL_PLACE, SMS_SEND),
)
