from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Bearer, Capability, Effect, Idempotency, Manifest, RateFacts, vocabulary
from countersign.sdk.shapes import closed, or_null, order

# Shapes of requests and answers are those of this version, whatever the account's own default is.
API_VERSION = "2026-10-28.endive"

_CUSTOMER_ID = {"type": "string", "pattern": "^cus_[A-Za-z0-9]{1,60}$"}
# An order is the charge that took the money: `py_` where it was not a card.
_ORDER_ID = {"type": "string", "pattern": "^(ch|py)_[A-Za-z0-9]{1,60}$"}
_PAYMENT_ID = {"type": "string", "pattern": "^(ch|py|pi)_[A-Za-z0-9]{1,60}$"}

_STATUS = {"enum": ["paid", "authorized", "partially_refunded", "refunded", "pending", "failed"]}
_ORDER = order(_ORDER_ID, or_null(_CUSTOMER_ID), _STATUS)

ORDER_READ = ActionDescriptor(
    **vocabulary.order_read(_PAYMENT_ID, _ORDER) | {"title": "Read a payment, by its charge or its payment intent"},
    effect=Effect.READ,
    scopes=("Charges and refunds: read", "Payment intents: read"),
)

ORDER_LIST = ActionDescriptor(
    **vocabulary.order_list(_CUSTOMER_ID, _ORDER) | {"title": "List a customer's payments, newest first"},
    effect=Effect.READ,
    scopes=("Charges and refunds: read",),
)

REFUND_ISSUE = ActionDescriptor(
    **vocabulary.refund_issue(_ORDER_ID, _CUSTOMER_ID),
    effect=Effect.MONEY,
    output_schema=closed({"id": {"type": "string"}, "status": {"type": ["string", "null"]}}),
    idempotency=Idempotency(mode="native", window_seconds=86_400),
    no_undo_reason="A refund is on its way to the bank at once: Stripe cancels only those that wait for the customer's bank details. "
    "Money refunded by mistake is asked back by a new payment.",
    scopes=("Charges and refunds: write",),
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
