import json
from datetime import UTC, datetime

from countersign.sdk import RawWebhook
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign_zendesk.connector import Zendesk
from countersign_zendesk.fake import ZendeskFake
from countersign_zendesk.webhooks import SIGNATURE, TIMESTAMP, sign

_TICKET = {"ticket_id": "101"}
_CLOSED = {"ticket_id": "102"}
_ABSENT = {"ticket_id": "999"}
_NOT_WRITABLE = (_CLOSED, _ABSENT)


def subject() -> Subject:
    """What the conformance kit needs to know."""
    reply = {**_TICKET, "customer_id": "5001", "text": "Grüße, deine Gießkanne kommt am Freitag."}
    tags = {**_TICKET, "tags": ["orders", "broken_goods"], "updated_at": "2026-11-21T12:00:00Z"}
    return Subject(
        distribution="countersign-zendesk",
        package="countersign_zendesk",
        connector=Zendesk,
        fake=ZendeskFake,
        writes={
            "ticket.reply_public": WriteExample(reply, refused=_NOT_WRITABLE),
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=_NOT_WRITABLE),
            "ticket.hand_over": WriteExample(
                {**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice."},
                refused=_NOT_WRITABLE,
            ),
            "ticket.tag": WriteExample(tags, stale={"updated_at": "2020-01-01T00:00:00Z"}, refused=_NOT_WRITABLE),
        },
        reads={
            "ticket.read": ReadExample(_TICKET, missing=_ABSENT),
            "article.search": ReadExample({"query": "goods returned"}),
            "article.read": ReadExample({"article_id": "900005"}, missing={"article_id": "999"}),
        },
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body("101", "A slat is loose."), _body("103", "Meine Gießkanne 🪴 ist zerbrochen.")),
            key="dGhpcy1pcy10aGUtd2ViaG9vay1zZWNyZXQ=",
            other_key="c29tZWJvZHktZWxzZXMtc2VjcmV0",
        ),
    )


def _body(ticket_id: str, text: str) -> bytes:
    detail = {"id": ticket_id, "requester_id": "5001", "subject": "Bench", "description": text, "via": {"channel": "email"}}
    message = {
        "type": "zen:event-type:ticket.created",
        "id": f"cbe4028c-7239-495d-b020-f22348{ticket_id}",
        "account_id": 22129848,
        "time": "2027-01-15T08:00:00.123456789Z",
        "zendesk_event_version": "2022-06-20",
        "subject": f"zen:ticket:{ticket_id}",
        "detail": detail,
        "event": {},
    }
    return json.dumps(message, ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    timestamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign(timestamp=timestamp, body=body, key=key)}
    return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks/main/zendesk")
