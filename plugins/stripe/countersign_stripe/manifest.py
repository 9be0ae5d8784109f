from typing import Any

from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, RateFacts

# Shapes of requests and answers are those of this version, whatever the account's own default is.
API_VERSION = "2026-10-28.endive"

_CUSTOMER_ID = {"type": "string", "pattern": "^cus_[A-Za-z0-9]{1,60}$"}
# An order is the charge that took the money: `py_` where it was not a card.
_ORDER_ID = {"type": "string", "pattern": "^(ch|py)_[A-Za-z0-9]{1,60}$"}
_PAYMENT_ID = {"type": "string", "pattern": "^(ch|py|pi)_[A-Za-z0-9]{1,60}$"}
_CURRENCY = {"type": "string", "pattern": "^[A-Z]{3}$"}
_MINOR = {"type": "integer", "minimum": 0, "maximum": 1_000_000_000_000}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties), "additionalProperties": False}


_ORDER = _object(
    {
        "order_id": _ORDER_ID,
        "customer_id": {"anyOf": [_CUSTOMER_ID, {"type": "null"}]},
        "amount_minor": _MINOR,
        "refundable_minor": _MINOR,
        "currency": _CURRENCY,
        "purchased_at": {"type": "string", "format": "date-time"},
        "status": {"enum": ["paid", "authorized", "partially_refunded", "refunded", "pending", "failed"]},
        "disputed": {"type": "boolean"},
    }
)

ORDER_READ = ActionDescriptor(
    name="order.read",
    title="Read a payment, by its charge or its payment intent",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"order_id": _PAYMENT_ID}),
    output_schema=_ORDER,
    scopes=("Charges and refunds: read", "Payment intents: read"),
)

ORDER_LIST = ActionDescriptor(
    name="order.list",
    title="List a customer's payments, newest first",
    version=1,
    effect=Effect.READ,
    input_schema=_object({"customer_id": _CUSTOMER_ID}),
    output_schema=_object({"orders": {"type": "array", "items": _ORDER}}),
    scopes=("Charges and refunds: read",),
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
    output_schema=_object({"id": {"type": "string"}, "status": {"type": ["string", "null"]}}),
    amount_path="/amount_minor",
    currency_path="/currency",
    recipient_path="/customer_id",
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    no_undo_reason="A refund is on its way to the bank at once: Stripe cancels only those that wait for the customer's bank details. "
    "Money refunded by mistake is asked back by a new payment.",
    editable=("amount_minor",),
    scopes=("Charges and refunds: write",),
    personal_data=("/reason",),
)

MANIFEST = Manifest(
    name="stripe",
    version="0.1.0",
    contract=CONTRACT_VERSION,
    title="Stripe: payments and refunds",
    capabilities=(Capability.PAYMENTS,),
    auth=Bearer(),
    # 25 requests a second for an endpoint, and for a whole account in a sandbox (docs.stripe.com/rate-limits).
    rate=RateFacts(counted_by="endpoint", limit=25, per_seconds=1),
    actions=(ORDER_READ, ORDER_LIST, REFUND_ISSUE),
    event_types=("refund.created", "refund.updated", "refund.failed", "charge.dispute.created"),
)
