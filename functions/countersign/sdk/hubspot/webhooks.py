"""HubSpot's webhooks, signature version 3: base64 of HMAC-SHA256, by the app's client secret, over method, address, body and timestamp.

Source: developers.hubspot.com, "Validating requests". The address is the public one, with some of its escapes undone; the timestamp is in
milliseconds, and HubSpot asks to refuse what is older than five minutes. We refuse what is as far in the future, too.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from countersign.sdk.contract import Event, RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import loads
from countersign.sdk.webhooks import TOLERANCE_SECONDS

SIGNATURE = "x-hubspot-signature-v3"
TIMESTAMP = "x-hubspot-request-timestamp"
_METHOD = "POST"
_UNESCAPED = ":/?@!$'()*,;"
_MAX_DIGITS = 15


@dataclass(frozen=True)
class Kind:
    """Objects of one kind: `contact` and `0-1`, say. `types` are the hub's words for `creation`, `propertyChange` and `deletion`."""

    word: str
    type_id: str
    types: Mapping[str, str]

    def type_of(self, message: Mapping[str, Any]) -> str | None:
        """None for what is told of other objects. Newer apps are told `object.creation`, and the type of the object beside."""
        word, _, change = message["subscriptionType"].partition(".")
        ours = word == self.word or (word == "object" and message.get("objectTypeId") == self.type_id)
        return self.types.get(change) if ours else None


def sign(*, url: str, timestamp: str, body: bytes, key: str) -> str:
    """The signature header's value; `key` is the app's client secret, `timestamp` in milliseconds."""
    signed = (_METHOD + _unescaped(url)).encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(key.encode(), signed, hashlib.sha256).digest()).decode()


def verify(webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
    timestamp, offered = webhook.headers.get(TIMESTAMP, ""), webhook.headers.get(SIGNATURE, "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _MAX_DIGITS):
        raise WebhookRejectedError("the webhook has no timestamp in milliseconds")
    if abs(now * 1000 - int(timestamp)) > TOLERANCE_SECONDS * 1000:
        raise WebhookRejectedError("the webhook's timestamp is more than five minutes away from now")
    expected = [sign(url=webhook.url, timestamp=timestamp, body=webhook.body, key=key) for key in keys]
    if not any(hmac.compare_digest(one.encode(), offered.encode(errors="replace")) for one in expected):
        raise WebhookRejectedError("the signature of the webhook does not fit")


def events(webhook: RawWebhook, *, source: str, kind: Kind) -> tuple[Event, ...]:
    """Up to a hundred events a delivery; those that are not about objects of this kind are left out."""
    messages: Any = loads(webhook.body)
    try:
        return tuple(_event(source, told, message) for message in messages if (told := kind.type_of(message)))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise WebhookRejectedError(f"the webhook is not a list of events: {type(error).__name__}") from error


def _event(source: str, told: str, message: Mapping[str, Any]) -> Event:
    """`eventId` alone is not unique; the number of the attempt is no part of the id."""
    parts = [str(message[name]) for name in ("portalId", "subscriptionId", "eventId", "objectId", "occurredAt")]
    changed = {"property": message["propertyName"], "value": message["propertyValue"]} if "propertyName" in message else {}
    time = datetime.fromtimestamp(message["occurredAt"] / 1000, UTC).isoformat(timespec="milliseconds")
    subject = str(message["objectId"])
    return Event(id="-".join(parts), source=source, type=told, time=time, subject=subject, data={"record_id": subject, **changed})


def _unescaped(url: str) -> str:
    for character in _UNESCAPED:
        code = f"%{ord(character):02X}"
        url = url.replace(code, character).replace(code.lower(), character)
    return url
