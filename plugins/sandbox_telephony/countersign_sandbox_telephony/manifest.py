from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.shapes import closed

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}

CALL_PLACE = ActionDescriptor(
    **vocabulary.call_place(_CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    scopes=("calls:write",),
)

SMS_SEND = ActionDescriptor(
    **vocabulary.sms_send(_CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The message is on the customer's phone; a wrong one is put right by another.",
    scopes=("messages:write",),
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
