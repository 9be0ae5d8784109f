"""Zendesk's webhooks on events: base64 of HMAC-SHA256 over the timestamp header and the raw body, with nothing between.

Source: developer.zendesk.com, "Verifying webhook authenticity". Zendesk names no window; ours is five minutes both ways.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from countersign.sdk import Event, RawWebhook, WebhookRejectedError, loads_object
from countersign.sdk.webhooks import TOLERANCE_SECONDS
from countersign_zendesk.tickets import channel_of

SIGNATURE = "x-zendesk-webhook-signature"
TIMESTAMP = "x-zendesk-webhook-signature-timestamp"
SOURCE = "zendesk"
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)
_EVENT = "zen:event-type:"
_TYPES: Mapping[str, str] = {"zen:event-type:ticket.created": "ticket.created"}


def sign(*, timestamp: str, body: bytes, key: str) -> str:
    """The signature header's value; `key` is the webhook's signing secret as Zendesk shows it."""
    return base64.b64encode(hmac.new(key.encode(), timestamp.encode() + body, hashlib.sha256).digest()).decode()


def verify(webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
    timestamp, offered = webhook.headers.get(TIMESTAMP, ""), webhook.headers.get(SIGNATURE, "")
    if abs(now - _seconds(timestamp)) > TOLERANCE_SECONDS:
        raise WebhookRejectedError("the webhook's timestamp is more than five minutes away from now")
    expected = [sign(timestamp=timestamp, body=webhook.body, key=key) for key in keys]
    if not any(hmac.compare_digest(one.encode(), offered.encode(errors="replace")) for one in expected):
        raise WebhookRejectedError("the signature of the webhook does not fit")


def parse(webhook: RawWebhook) -> tuple[Event, ...]:
    """One event a delivery, by the event's own id, which stays when Zendesk delivers again; none for events that nobody waits for.

    Those are not refused: Zendesk stops sending to an address that refuses often.
    """
    message: dict[str, Any] = loads_object(webhook.body)
    try:
        kind = message["type"]
        if kind not in _TYPES and kind.startswith(_EVENT):
            return ()
        return (_event(_TYPES[kind], message, message["detail"]),)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WebhookRejectedError(f"the webhook is not an event of a ticket: {type(error).__name__}") from error


def _event(kind: str, message: Mapping[str, Any], ticket: Mapping[str, Any]) -> Event:
    interaction = {
        "ticket_id": str(ticket["id"]),
        "customer_id": str(ticket["requester_id"]),
        "channel": channel_of(ticket),
        "subject": ticket["subject"] or "",
        "text": ticket["description"] or "",
    }
    return Event(id=message["id"], source=SOURCE, type=kind, time=message["time"], subject=interaction["ticket_id"], data=interaction)


def _seconds(timestamp: str) -> float:
    if not _STAMP.fullmatch(timestamp):
        raise WebhookRejectedError("the webhook has no timestamp")
    try:
        return datetime.fromisoformat(timestamp).timestamp()
    except ValueError as error:
        raise WebhookRejectedError("the webhook's timestamp is no time") from error
