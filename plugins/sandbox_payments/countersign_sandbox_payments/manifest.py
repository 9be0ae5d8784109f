from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, vocabulary
from countersign.sdk.shapes import CURRENCY, MINOR, closed, order

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_ORDER_ID = {"type": "string", "pattern": "^ORD-[0-9]{4,10}$"}
_REFUND_ID = {"type": "string", "pattern": "^RF-[0-9]{4,10}$"}

_ORDER = order(_ORDER_ID, _CUSTOMER_ID, {"type": "string"})

ORDER_READ = ActionDescriptor(
    **vocabulary.order_read(_ORDER_ID, _ORDER),
    effect=Effect.READ,
    scopes=("payments:read",),
)

ORDER_LIST = ActionDescriptor(
    **vocabulary.order_list(_CUSTOMER_ID, _ORDER),
    effect=Effect.READ,
    scopes=("payments:read",),
)

REFUND_ISSUE = ActionDescriptor(
    **vocabulary.refund_issue(_ORDER_ID, _CUSTOMER_ID),
    effect=Effect.MONEY,
    output_schema=closed({"id": {"type": "string"}}),
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    undo="refund.reverse",
    # Refunds are paid out half an hour after they were made.
    undo_seconds=1_800,
    scopes=("payments:write",),
)

REFUND_REVERSE = ActionDescriptor(
    name="refund.reverse",
    title="Take back a refund before it is paid out",
    version=1,
    effect=Effect.MONEY,
    input_schema=closed(
        {
            "refund_id": _REFUND_ID,
            "order_id": _ORDER_ID,
            "customer_id": _CUSTOMER_ID,
            "amount_minor": MINOR | {"minimum": 1},
            "currency": CURRENCY,
        }
    ),
    output_schema=closed({"id": {"type": "string"}}),
    amount_path="/amount_minor",
    currency_path="/currency",
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    no_undo_reason="What was taken back is paid by another refund.",
    scopes=("payments:write",),
)

MANIFEST = Manifest(
    name="sandbox_payments",
    version="0.2.0",
    contract=CONTRACT_VERSION,
    title="Sandbox company: orders and refunds",
    capabilities=(Capability.PAYMENTS,),
    auth=Bearer(),
    actions=(ORDER_READ, ORDER_LIST, REFUND_ISSUE, REFUND_REVERSE),
)
