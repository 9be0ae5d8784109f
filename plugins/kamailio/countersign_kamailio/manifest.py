from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.declared import SafePost
from countersign.sdk.shapes import TEAM, TIME, closed, or_null
from countersign_kamailio.rpc import PATH, READING

# The hub's own: Kamailio is told a number or a call, never a customer's id.
_CUSTOMER_ID = {"type": "string", "minLength": 1, "maxLength": 254}
_ID = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,200}$"}
# Call-ID and both tags, written as in RFC 3891: what one leg of a call is known by at every party.
_CALL_ID = {"type": "string", "pattern": '^[^\\s;<>"]{1,200};from-tag=[^\\s;<>"]{1,120};to-tag=[^\\s;<>"]{1,120}$'}
_CALL_ID_AS_READ = _CALL_ID | {"description": "as call.read returned it: a call that is another by now is left alone"}

CALL_PLACE = ActionDescriptor(
    **vocabulary.call_place(_CUSTOMER_ID),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer's phone has rung; a wrong call is put right by another.",
    scopes=("dlg.bridge_dlg", "dlg.list_match"),
)

CALL_READ = ActionDescriptor(
    name="call.read",
    title="Read how a call stands",
    version=1,
    effect=Effect.READ,
    input_schema=closed({"id": _ID | {"description": "as call.place or call.transfer returned it"}}),
    output_schema=closed(
        {
            "id": _ID,
            "call_id": or_null(_CALL_ID),
            "state": {"enum": ["ringing", "connected"]},
            "queue": or_null(TEAM),
            "started_at": TIME,
        }
    ),
    scopes=("dlg.list_match",),
)

CALL_TRANSFER = ActionDescriptor(
    **vocabulary.call_transfer(_CUSTOMER_ID, _CALL_ID_AS_READ),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _ID}),
    idempotency=Idempotency(mode="ledger_only"),
    no_undo_reason="The customer has been moved; a wrong transfer is put right by another.",
    scopes=("tm.t_uac_wait", "dlg.list_match"),
)

CALL_END = ActionDescriptor(
    **vocabulary.call_end(_CUSTOMER_ID, _CALL_ID_AS_READ),
    effect=Effect.CUSTOMER_CONTACT,
    output_schema=closed({"id": _CALL_ID}),
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
