import json
from typing import Any

from countersign.sdk import RawWebhook, Response
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.hubspot.webhooks import SIGNATURE, TIMESTAMP, sign
from countersign_hubspot.connector import HubSpot
from countersign_hubspot.fake import HubSpotFake

_URL = "https://hub.example/webhooks/main/hubspot"
_CUSTOMER = {"customer_id": "CUST-0001"}
_ABSENT = {"customer_id": "CUST-9999"}
_TAKEN = {"email": "jonas@mail.example"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    change = {**_CUSTOMER, "email": "Marta@new.example", "phone": "+4915550100009", "updated_at": "2026-11-21T12:00:00.000Z"}
    return Subject(
        distribution="countersign-hubspot",
        package="countersign_hubspot",
        connector=HubSpot,
        fake=HubSpotFake,
        writes={"customer.update_contact": WriteExample(change, refused=(_ABSENT, _TAKEN))},
        reads={"customer.read": ReadExample(_CUSTOMER, missing=_ABSENT), "customer.contacts": ReadExample(_CUSTOMER, missing=_ABSENT)},
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body(101, "phone", "+4915550100009"), _body(102, "city", "Köln")),
            key="0f5c9c1e-1c7b-4bd2-9d9e-6d5f1f3f6a10",
            other_key="a77d0c3a-52c2-4b52-8f3f-0a0a0c1f9b55",
        ),
        errors_in_success=(
            _answer({"status": "error", "category": "VALIDATION_ERROR", "message": "Property values were not valid"}),
            _answer({"status": "COMPLETE", "results": [], "errors": [{"status": "error", "category": "OBJECT_NOT_FOUND"}]}),
        ),
        busy=Response(status=429, body=b'{"status":"error","errorType":"RATE_LIMIT","policyName":"TEN_SECONDLY_ROLLING"}'),
    )


def _answer(body: dict[str, Any]) -> Response:
    return Response(status=200, body=json.dumps(body).encode())


def _body(event_id: int, name: str, value: str) -> bytes:
    event = {
        "eventId": event_id,
        "subscriptionId": 22,
        "portalId": 33,
        "appId": 44,
        "occurredAt": 1_800_000_000_000,
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": 512,
        "propertyName": name,
        "propertyValue": value,
        "changeSource": "CRM_UI",
    }
    return json.dumps([event], ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    timestamp = str(now * 1000)
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign(url=_URL, timestamp=timestamp, body=body, key=key)}
    return RawWebhook(headers=headers, body=body, url=_URL)
