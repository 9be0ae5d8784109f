import json
from datetime import UTC, datetime

from countersign.sdk import MalformedJsonError, RawWebhook, loads_object
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.event_bus import BUS
from countersign_amazon_connect.connector import AmazonConnect
from countersign_amazon_connect.fake import CALL, NOT_ALLOWED, QUEUE, TASK, ConnectFake

INSTANCE = "arn:aws:connect:eu-central-1:111122223333:instance/aaaaaaaa-0000-4000-8000-000000000001"
_ANOTHERS = "arn:aws:connect:eu-central-1:999988887777:instance/aaaaaaaa-0000-4000-8000-000000000009"
_NOBODY = "11111111-2222-4333-8444-999999999999"


def subject() -> Subject:
    """What the conformance kit needs to know."""
    call = {"customer_id": "CUST-0001", "to": "+4915550100001", "queue": "orders", "announcement": "Sie haben um einen Rückruf gebeten."}
    task = {"customer_id": "CUST-0001", "queue": "complaints", "subject": "Gießkanne, zum zweiten Mal", "text": "Bitte zurückrufen."}
    return Subject(
        distribution="countersign-amazon-connect",
        package="countersign_amazon_connect",
        connector=AmazonConnect,
        fake=ConnectFake,
        writes={
            "call.place": WriteExample(call, refused=({"to": f"{NOT_ALLOWED}0000000"},)),
            "call.end": WriteExample({"customer_id": "CUST-0001", "call_id": CALL}, refused=({"call_id": _NOBODY},)),
            "task.create": WriteExample(task),
            "task.transfer": WriteExample({"task_id": TASK, "queue_id": QUEUE}, refused=({"task_id": _NOBODY}, {"task_id": CALL})),
            "contact.set_attributes": WriteExample(
                {"contact_id": CALL, "attributes": {"reason": "Gießkanne zerbrochen", "order-id": "ORD-0007"}},
                refused=({"contact_id": _NOBODY},),
            ),
        },
        reads={"contact.attributes": ReadExample({"contact_id": CALL}, missing={"contact_id": _NOBODY})},
        webhook=WebhookExample(
            sign=delivered,
            bodies=(_ended("1", "The customer asks to be called back."), _ended("2", "Die Gießkanne ist zerbrochen.")),
            key=INSTANCE,
            other_key=_ANOTHERS,
            signed=False,
        ),
    )


def delivered(body: bytes, instance: str, now: int) -> RawWebhook:
    """A contact's `detail` as EventBridge delivers it from that instance's account; what is none, as it is."""
    try:
        detail = {**loads_object(body), "instanceArn": instance}
    except MalformedJsonError:
        return RawWebhook(headers={}, body=body, url=BUS)
    region, account = instance.split(":")[3:5]
    envelope = {
        "version": "0",
        "id": "0f3c6d0a-0000-4000-8000-000000000001",
        "detail-type": "Amazon Connect Contact Event",
        "source": "aws.connect",
        "account": account,
        "time": datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z"),
        "region": region,
        "resources": [instance],
        "detail": detail,
    }
    return RawWebhook(headers={}, body=json.dumps(envelope, ensure_ascii=False).encode(), url=BUS)


def _ended(number: str, request: str) -> bytes:
    contact = {
        "eventType": "DISCONNECTED",
        "contactId": f"22222222-2222-4333-8444-00000000000{number}",
        "channel": "VOICE",
        "initiationMethod": "INBOUND",
        "disconnectReason": "CONTACT_FLOW_DISCONNECT",
        "tags": {"countersign_customer": "CUST-0001", "countersign_request": request},
    }
    return json.dumps(contact, ensure_ascii=False).encode()
