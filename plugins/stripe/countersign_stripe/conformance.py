import json
from typing import Any

from countersign.sdk import RawWebhook, Response
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign_stripe.connector import Stripe
from countersign_stripe.fake import StripeFake
from countersign_stripe.webhooks import sign


def subject() -> Subject:
    """What the conformance kit needs to know."""
    refund = {
        "order_id": "ch_Order0001",
        "customer_id": "cus_Greta0001",
        "amount_minor": 700,
        "currency": "EUR",
        "reason": "The watering can leaks.",
    }
    return Subject(
        distribution="countersign-stripe",
        package="countersign_stripe",
        connector=Stripe,
        fake=StripeFake,
        writes={"refund.issue": WriteExample(refund, refused=({"amount_minor": 2001}, {"order_id": "ch_Nobody"}))},
        reads={
            "order.read": ReadExample({"order_id": "ch_Order0001"}, missing={"order_id": "ch_Nobody"}),
            "order.list": ReadExample({"customer_id": "cus_Greta0001"}, missing={"customer_id": "cus_Nobody"}),
        },
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body("evt_1", "refund.created", {}), _body("evt_2", "refund.failed", {"note": "Gießkanne 🪴"})),
            key="whsec_larkfield",
            other_key="whsec_somebody_else",
        ),
        errors_in_success=tuple(_refund_that_is(status) for status in ("failed", "canceled")),
    )


def _refund_that_is(status: str) -> Response:
    refund = {"id": "re_1", "object": "refund", "status": status}
    return Response(status=200, body=json.dumps(refund).encode())


def _body(event_id: str, event_type: str, metadata: dict[str, Any]) -> bytes:
    refund = {"id": "re_1", "object": "refund", "amount": 700, "charge": "ch_Order0001", "currency": "eur", "metadata": metadata}
    event = {"id": event_id, "object": "event", "type": event_type, "created": 1_800_000_000, "data": {"object": refund}}
    return json.dumps(event, ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    signature = f"t={now},v1={sign(timestamp=now, body=body, key=key)}"
    return RawWebhook(headers={"stripe-signature": signature}, body=body, url="https://hub.example/webhooks/main/stripe")
