from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest

_CUSTOMER_ID = {"type": "string", "pattern": "^CUST-[0-9]{4,10}$"}
_ORDER_ID = {"type": "string", "pattern": "^ORD-[0-9]{4,10}$"}
_REFUND_ID = {"type": "string", "pattern": "^RF-[0-9]{4,10}$"}
_CURRENCY = {"type": "string", "pattern": "^[A-Z]{3}$"}
_MINOR = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000_000}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


_ORDER = _object(
    {
        "order_id": _ORDER_ID,
        "customer_id": _CUSTOMER_ID,
        "amount_minor": _MINOR,
        "refundable_minor": _MINOR,
        "currency": _CURRENCY,
        "purchased_at": {"type": "string", "format": "date-time"},
        "status": {"type": "string"},
        "disputed": {"type": "boolean"},
    }
)

ORDER_READ = ActionDescriptor(
    name="order.read",
    title="Read an order",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"order_id": _ORDER_ID}),
    output_schema=_ORDER,
    scopes=("payments:read",),
)

ORDER_LIST = ActionDescriptor(
    name="order.list",
    title="List a customer's orders, newest first",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"customer_id": _CUSTOMER_ID}),
    output_schema=_object({"orders": {"type": "array", "items": _ORDER}}),
    scopes=("payments:read",),
)

REFUND_ISSUE = ActionDescriptor(
    name="refund.issue",
    title="Refund money for an order",
    version=1,
    effect=Effect.MONEY,
    input_schema=_object(
        {
            "order_id": _ORDER_ID,
            "customer_id": _CUSTOMER_ID,
            "amount_minor": _MINOR | {"minimum": 1},
            "currency": _CURRENCY,
            "reason": {"type": "string", "minLength": 1, "maxLength": 200},
        }
    ),
    output_schema=_object({"id": {"type": "string"}}),
    amount_path="/amount_minor",
    currency_path="/currency",
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    undo="refund.reverse",
    # Refunds are paid out half an hour after they were made.
    undo_seconds=1_800,
    editable=("amount_minor",),
    scopes=("payments:write",),
    personal_data=("/reason",),
)

REFUND_REVERSE = ActionDescriptor(
    name="refund.reverse",
    title="Take back a refund before it is paid out",
    version=1,
    effect=Effect.MONEY,
    input_schema=_object(
        {
            "refund_id": _REFUND_ID,
            "order_id": _ORDER_ID,
            "customer_id": _CUSTOMER_ID,
            "amount_minor": _MINOR | {"minimum": 1},
            "currency": _CURRENCY,
        }
    ),
    output_schema=_object({"id": {"type": "string"}}),
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
