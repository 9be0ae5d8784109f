import json

from countersign.sdk import RawWebhook, Response
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.webhooks import sign
from countersign_reference.connector import Reference
from countersign_reference.fake import ReferenceFake


def subject() -> Subject:
    return Subject(
        distribution="countersign-reference",
        package="countersign_reference",
        connector=Reference,
        fake=ReferenceFake,
        writes={
            "note.add": WriteExample({"text": "Gießkanne", "colour": "red"}),
            "note.change": WriteExample({"id": "n1", "text": "Goodbye", "version": 1}, stale={"version": 7}, refused=({"id": "n9"},)),
            "refund.pay": WriteExample({"account": "A-17", "amount": 500, "currency": "EUR"}, refused=({"amount": 1001},)),
            "message.send": WriteExample({"to": "+4915550100001", "text": "On its way."}),
        },
        reads={"note.read": ReadExample({"id": "n1"}, missing={"id": "n9"}), "note.list": ReadExample({})},
        webhook=WebhookExample(
            sign=signed,
            bodies=(body("Hello"), body("Gießkanne")),
            key="whsec_" + "bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5",
            other_key="whsec_" + "c29tZWJvZHktZWxzZXMtdGVzdC1rZXk=",
        ),
        errors_in_success=(Response(status=200, body=b'{"error":"locked"}'),),
    )


def body(text: str) -> bytes:
    message = {"type": "note.added", "timestamp": "2027-01-15T08:00:00Z", "data": {"text": text}}
    return json.dumps(message, ensure_ascii=False).encode()


def signed(content: bytes, key: str, now: int) -> RawWebhook:
    event_id = f"evt_{sum(content)}"
    signature = sign(event_id=event_id, timestamp=now, body=content, key=key)
    headers = {"webhook-id": event_id, "webhook-timestamp": str(now), "webhook-signature": signature}
    return RawWebhook(headers=headers, body=content, url="https://hub.example/webhooks/main/reference")
