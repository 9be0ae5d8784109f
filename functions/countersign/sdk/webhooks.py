"""Standard Webhooks (standardwebhooks.com, specification v1), symmetric scheme `v1`: HMAC-SHA256 over `id.timestamp.body`."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from countersign.sdk.contract import Event, RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import loads_object

TOLERANCE_SECONDS = 300
_KEY_PREFIX = "whsec_"


def sign(*, event_id: str, timestamp: int, body: bytes, key: str) -> str:
    """The `webhook-signature` value for one key (`whsec_` and base64); several are joined with a space while keys rotate."""
    mac = hmac.new(_secret(key), f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def signature_headers(*, event_id: str, timestamp: int, body: bytes, keys: Sequence[str]) -> list[tuple[str, str]]:
    """The three headers of a message; every key signs while keys are replaced."""
    signatures = " ".join(sign(event_id=event_id, timestamp=timestamp, body=body, key=key) for key in keys)
    return [("webhook-id", event_id), ("webhook-timestamp", str(timestamp)), ("webhook-signature", signatures)]


def verify(webhook: RawWebhook, *, keys: Sequence[str], now: int) -> None:
    """Accept when any listed signature fits any key and the stamp is within five minutes of `now`, past or future.

    Raises:
        WebhookRejectedError: otherwise; the message never tells a forger which signature would have fitted.

    """
    event_id = _header(webhook, "webhook-id")
    timestamp = _timestamp(_header(webhook, "webhook-timestamp"))
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise WebhookRejectedError("the webhook's timestamp is more than five minutes away from now")
    offered = _header(webhook, "webhook-signature").split(" ")
    if not all(text.isascii() for text in (event_id, *offered)):
        raise WebhookRejectedError("a header of the webhook is not ASCII")
    for key in keys:
        expected = sign(event_id=event_id, timestamp=timestamp, body=webhook.body, key=key).encode()
        if any(hmac.compare_digest(expected, signature.encode()) for signature in offered):
            return
    raise WebhookRejectedError("no signature of the webhook fits")


def event_of(webhook: RawWebhook, *, source: str, subject: str) -> Event:
    """The event of a body of the form that the specification recommends: `type`, `timestamp` and `data`, of which `subject` is the name
    of the member that holds the system's own id. Its id is the `webhook-id`, which stays the same when the system delivers again.

    Raises:
        WebhookRejectedError: for any other body, and MalformedJsonError for what is no JSON object.

    """
    message: dict[str, Any] = loads_object(webhook.body)
    try:
        return Event(
            id=webhook.headers["webhook-id"],
            source=source,
            type=message["type"],
            time=message["timestamp"],
            subject=message["data"][subject],
            data=message["data"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise WebhookRejectedError(f"the webhook is not an event with a {subject}: {type(error).__name__}") from error


def _header(webhook: RawWebhook, name: str) -> str:
    value = webhook.headers.get(name, "")
    if not value:
        raise WebhookRejectedError(f"the webhook has no {name} header")
    return value


def _timestamp(text: str) -> int:
    # Length first: int() of a million digits takes seconds; int() alone would also take "1_0" and other scripts' digits.
    if not (text.isascii() and text.isdigit() and len(text) <= 12):  # noqa: PLR2004  12 digits reach beyond the year 30000
        raise WebhookRejectedError("the webhook-timestamp header is not a Unix time")
    return int(text)


def _secret(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix(_KEY_PREFIX), validate=True)
    except binascii.Error:
        # The operator's mistake, not the sender's: a refusal here would hide it among forgeries.
        raise ValueError("a webhook key is not whsec_ followed by base64") from None
