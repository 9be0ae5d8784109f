import json

from countersign.sdk import RawWebhook
from countersign.sdk.conformance import ReadExample, Subject, WebhookExample, WriteExample
from countersign.sdk.webhooks import sign
from countersign_roundup.connector import Roundup
from countersign_roundup.fake import RoundupFake

_TICKET = {"ticket_id": "1"}
_ABSENT = {"ticket_id": "999"}


def subject() -> Subject:
    """What the conformance kit needs to know."""
    reply = {**_TICKET, "customer_id": "CUST-0001", "text": "Grüße, deine Gießkanne kommt am Freitag."}
    return Subject(
        distribution="countersign-roundup",
        package="countersign_roundup",
        connector=Roundup,
        fake=RoundupFake,
        writes={
            "ticket.reply_public": WriteExample(reply, refused=(_ABSENT,)),
            "ticket.note_internal": WriteExample({**_TICKET, "text": "Second complaint this year."}, refused=(_ABSENT,)),
            "ticket.hand_over": WriteExample(
                {**_TICKET, "queue": "complaints", "summary": "Wrong colour, twice."}, refused=(_ABSENT, {"queue": "nobody"})
            ),
            "ticket.tag": WriteExample(
                {**_TICKET, "tags": ["opening_hours"]}, stale={"version": f'"{"0" * 32}"'}, refused=(_ABSENT, {"tags": ["unheard_of"]})
            ),
        },
        reads={"ticket.read": ReadExample(_TICKET, missing=_ABSENT)},
        webhook=WebhookExample(
            sign=_signed,
            bodies=(_body("1", "A slat is loose."), _body("2", "Meine Gießkanne 🪴 ist zerbrochen.")),
            key="whsec_bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5",
            other_key="whsec_c29tZWJvZHktZWxzZXMtdGVzdC1rZXk=",
        ),
    )


def _body(ticket_id: str, text: str) -> bytes:
    data = {"ticket_id": ticket_id, "customer_id": "CUST-0001", "channel": "portal", "subject": "Bench", "text": text}
    return json.dumps({"type": "ticket.created", "timestamp": "2027-01-15T08:00:00Z", "data": data}, ensure_ascii=False).encode()


def _signed(body: bytes, key: str, now: int) -> RawWebhook:
    event_id = f"issue{sum(body)}"
    signature = sign(event_id=event_id, timestamp=now, body=body, key=key)
    headers = {"webhook-id": event_id, "webhook-timestamp": str(now), "webhook-signature": signature}
    return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks/main/roundup")
