import json
from typing import Any

from countersign.sdk import RawWebhook, Response
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.hubspot.webhooks import SIGNATURE, TIMESTAMP, sign
from countersign_hubspot_tickets.connector import HubSpotTickets
from countersign_hubspot_tickets.fake import HubSpotTicketsFake

_URL = "https://hub.example/webhooks/main/hubspot_tickets"
_TICKET = {"ticket_id": "701"}
_ABSENT = {"ticket_id": "999"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    hand_over = {**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice.", "former_queue": None}
    tags = {**_TICKET, "tags": ["orders", "broken goods"], "former_tags": ["orders"]}
    return Subject(
        distribution="countersign-hubspot-tickets",
        package="countersign_hubspot_tickets",
        connector=HubSpotTickets,
        fake=HubSpotTicketsFake,
        writes={
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=(_ABSENT,)),
            "ticket.hand_over": WriteExample(hand_over, refused=(_ABSENT,)),
            "ticket.tag": WriteExample(tags, refused=(_ABSENT,)),
        },
        reads={"ticket.read": ReadExample(_TICKET, missing=_ABSENT)},
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body(101, "hs_pipeline_stage", "4"), _body(102, "subject", "Gießkanne 🪴")),
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
    numbers = {"eventId": event_id, "subscriptionId": 22, "portalId": 33, "appId": 44, "objectId": 701, "attemptNumber": 0}
    change = {"subscriptionType": "ticket.propertyChange", "propertyName": name, "propertyValue": value, "changeSource": "CRM_UI"}
    return json.dumps([{**numbers, **change, "occurredAt": 1_800_000_000_000}], ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    timestamp = str(now * 1000)
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign(url=_URL, timestamp=timestamp, body=body, key=key)}
    return RawWebhook(headers=headers, body=body, url=_URL)
