from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest
from countersign.sdk.declared import SafePost
from countersign_kamailio.rpc import PATH, READING

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_PHONE = {"type": "string", "pattern": "^\\+[0-9]{6,15}$"}
_QUEUE = {"type": "string", "pattern": "^[a-z][a-z_]{1,39}$"}
_ID = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,200}$"}
# Call-ID and both tags, written as in RFC 3891: what one leg of a call is known by at every party.
_CALL_ID = {"type": "string", "pattern": '^[^\\s;<>"]{1,200};from-tag=[^\\s;<>"]{1,120};to-tag=[^\\s;<>"]{1,120}$'}
_CALL_ID_AS_READ = _CALL_ID | {"description": "as call.read returned it: a call that is another by now is left alone"}


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
            "queue": _QUEUE,
            "announcement": {"type": "string", "minLength": 1, "maxLength": 500},
        }
    ),
    output_schema=_object({"id": _ID}),
    recipient_path="/to",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    editable=("queue", "announcement"),
    scopes=("dlg.bridge_dlg", "dlg.list_match"),
    personal_data=("/to", "/announcement"),
)

CALL_READ = ActionDescriptor(
    name="call.read",
    title="Read how a call stands",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"id": _ID | {"description": "as call.place or call.transfer returned it"}}),
    output_schema=_object(
        {
            "id": _ID,
            "call_id": {"anyOf": [_CALL_ID, {"type": "null"}]},
            "state": {"enum": ["ringing", "connected"]},
            "queue": {"anyOf": [_QUEUE, {"type": "null"}]},
            "started_at": {"type": "string", "format": "date-time"},
        }
    ),
    scopes=("dlg.list_match",),
)

CALL_TRANSFER = ActionDescriptor(
    name="call.transfer",
    title="Connect the customer's call to another team",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "call_id": _CALL_ID_AS_READ, "queue": _QUEUE}),
    output_schema=_object({"id": _ID}),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been moved; a wrong transfer is put right by another.",
    editable=("queue",),
    scopes=("tm.t_uac_wait", "dlg.list_match"),
)

CALL_END = ActionDescriptor(
    name="call.end",
    title="Hang up the customer's call",
    version=1,
    effect=Effect.CUSTOMER_CONTACT,
    input_schema=_object({"customer_id": _CUSTOMER_ID, "call_id": _CALL_ID_AS_READ}),
    output_schema=_object({"id": _CALL_ID}),
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been cut off; a wrong end is put right by another call.",
    scopes=("dlg.terminate_dlg", "dlg.dlg_list"),
)

MANIFEST = Manifest(
    name="kamailio",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Kamailio: calls",
    capabilities=(Capability.TELEPHONY,),
    auth=Bearer(),
    safe_posts=(SafePost(path=PATH, pointer="/method", values=READING),),
    actions=(CALL_PLACE, CALL_READ, CALL_TRANSFER, CALL_END),
)
