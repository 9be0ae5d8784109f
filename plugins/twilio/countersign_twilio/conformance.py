import json
from typing import Any

from countersign.sdk import RawWebhook, Response
from countersign.sdk.conformance import Subject, WebhookExample, WriteExample
from countersign_twilio.connector import Twilio
from countersign_twilio.fake import LIVE_CALL, TwilioFake
from countersign_twilio.webhooks import sign, signed_texts

_CUSTOMER = {"customer_id": "CUST-0001"}
_TO = {**_CUSTOMER, "to": "+4915550100001"}
_LIVE = {**_CUSTOMER, "call_id": LIVE_CALL}
_NOBODY = ({"to": "+999000000"},)
_NO_CALL = ({"call_id": "CA" + "f" * 32},)


def subject() -> Subject:
    """What the conformance kit needs to know."""
    return Subject(
        distribution="countersign-twilio",
        package="countersign_twilio",
        connector=Twilio,
        fake=TwilioFake,
        writes={
            "sms.send": WriteExample({**_TO, "text": "Your bench is on its way."}, refused=_NOBODY),
            "call.place": WriteExample({**_TO, "queue": "orders", "announcement": "You asked us to call."}, refused=_NOBODY),
            "call.transfer": WriteExample({**_LIVE, "queue": "orders"}, refused=_NO_CALL),
            "call.end": WriteExample(_LIVE, refused=_NO_CALL),
        },
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_received("NO1", "On Friday?"), _received("NO2", "Wo bleibt die Gießkanne? 🪴"), _call_status()),
            key="12345678901234567890123456789012",
            other_key="somebody else's",
            signs_the_time=False,
        ),
        errors_in_success=tuple(_that_is(status) for status in ("failed", "undelivered", "canceled")),
    )


def _that_is(status: str) -> Response:
    answered = {"sid": "SM" + "1" * 32, "status": status, "error_code": 30007}
    return Response(status=201, body=json.dumps(answered).encode())


def _received(event_id: str, text: str) -> bytes:
    data = {"messageSid": "SM" + "1" * 32, "from": "+4915550100001", "to": "+4930550100", "body": text}
    event: dict[str, Any] = {
        "specversion": "1.0",
        "type": "com.twilio.messaging.inbound-message.received",
        "source": "AB" + "1" * 32,
        "id": event_id,
        "datacontenttype": "application/json",
        "time": "2027-01-15T08:00:00.000Z",
        "data": data,
    }
    return json.dumps([event], ensure_ascii=False).encode()


def _call_status() -> bytes:
    return f"CallSid={LIVE_CALL}&CallStatus=completed&SequenceNumber=3&Timestamp=Fri%2C+15+Jan+2027+08%3A00%3A00+%2B0000".encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:  # noqa: ARG001  Twilio signs no time
    kind = "application/json" if body.startswith((b"[", b"{")) else "application/x-www-form-urlencoded"
    unsigned = RawWebhook(headers={"content-type": kind}, body=body, url="https://hub.example/webhooks/main/twilio")
    text = next(signed_texts(unsigned))
    return unsigned.model_copy(update={"headers": {**unsigned.headers, "x-twilio-signature": sign(text=text, key=key)}})
