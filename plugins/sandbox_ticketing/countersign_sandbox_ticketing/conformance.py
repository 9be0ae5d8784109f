import json

from countersign.sdk import RawWebhook
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.webhooks import sign
from countersign_sandbox_ticketing.connector import SandboxTicketing
from countersign_sandbox_ticketing.fake import TicketsFake

_TICKET = {"ticket_id": "TICK-0001"}
_CLOSED = {"ticket_id": "TICK-0002"}
_ABSENT = {"ticket_id": "TICK-9999"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    reply = {**_TICKET, "customer_id": "CUST-0001", "text": "Grüße, deine Gießkanne kommt am Freitag."}
    return Subject(
        distribution="countersign-sandbox-ticketing",
        package="countersign_sandbox_ticketing",
        connector=SandboxTicketing,
        fake=TicketsFake,
        writes={
            "ticket.reply_public": WriteExample(reply, refused=(_CLOSED, _ABSENT)),
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=(_CLOSED, _ABSENT)),
            "ticket.hand_over": WriteExample(
                {**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice."},
                refused=(_CLOSED, _ABSENT),
            ),
        },
        reads={"ticket.read": ReadExample(_TICKET, missing=_ABSENT)},
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body("TICK-0001", "A slat is loose."), _body("TICK-0002", "Meine Gießkanne 🪴 ist zerbrochen.")),
            key="whsec_bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5",
            other_key="whsec_c29tZWJvZHktZWxzZXMtdGVzdC1rZXk=",
        ),
    )


def _body(ticket_id: str, text: str) -> bytes:
    data = {"ticket_id": ticket_id, "customer_id": "CUST-0001", "channel": "email", "subject": "Bench", "text": text}
    return json.dumps({"type": "ticket.created", "timestamp": "2027-01-15T08:00:00Z", "data": data}, ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    event_id = f"evt_{sum(body)}"
    signature = sign(event_id=event_id, timestamp=now, body=body, key=key)
    headers = {"webhook-id": event_id, "webhook-timestamp": str(now), "webhook-signature": signature}
    return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks/main/sandbox_ticketing")
