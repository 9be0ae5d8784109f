from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Basic, Capability, Effect, Idempotency, LateBound, Manifest, vocabulary
from countersign.sdk.shapes import ANNOUNCEMENT, closed

# The hub's own: Twilio is told a number or a call, never a customer's id.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 100}
_CALL_ID = {"type": "string", "pattern": "^CA[0-9a-fA-F]{32}$"}
# TwiML is XML, which has no control characters.
_ANNOUNCEMENT = ANNOUNCEMENT | {"pattern": "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]*$"}

SMS_SEND = ActionDescriptor(
    **vocabulary.sms_send(_CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The message is on the customer's phone; a wrong one is put right by another.",
    late_bound=(LateBound(place="form", name="From", setting="sms_from"),),
    scopes=("messages: create and list",),
)

CALL_PLACE = ActionDescriptor(
    **vocabulary.call_place(_CUSTOMER_ID, announcement=_ANNOUNCEMENT),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _CALL_ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    late_bound=(LateBound(place="form", name="From", setting="call_from"),),
    scopes=("calls: create and list",),
)

CALL_TRANSFER = ActionDescriptor(
    **vocabulary.call_transfer(_CUSTOMER_ID, _CALL_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _CALL_ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been moved; a wrong transfer is put right by another.",
    scopes=("calls: read and update", "queues: list"),
)

CALL_END = ActionDescriptor(
    **vocabulary.call_end(_CUSTOMER_ID, _CALL_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _CALL_ID}),
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
