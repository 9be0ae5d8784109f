"""Stripe's webhooks: HMAC-SHA256 in hex, over the time, a dot and the raw body (docs.stripe.com/webhooks, "Verify webhook signatures")."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import Event, RawWebhook, WebhookRejectedError, loads_object
from countersign_stripe.manifest import MANIFEST

TOLERANCE_SECONDS = 300


def sign(*, timestamp: int, body: bytes, key: str) -> str:
    """The hexadecimal digits of one `v1`; `key` is used whole, `whsec_` included."""
    return hmac.new(key.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def verify(webhook: RawWebhook, *, keys: Sequence[str], now: int) -> None:
    """Accept when any `v1` fits any key and the time is within five minutes of `now`, past or future: Stripe's SDK bounds only the past.

    Raises WebhookRejectedError.
    """
    parts = [part.partition("=") for part in webhook.headers.get("stripe-signature", "").split(",")]
    timestamp = _timestamp([value for name, _, value in parts if name == "t"])
    if abs(now - timestamp) > TOLERANCE_SECONDS:
        raise WebhookRejectedError("the webhook's timestamp is more than five minutes away from now")
    offered = [value.encode() for name, _, value in parts if name == "v1"]
    for key in keys:
        expected = sign(timestamp=timestamp, body=webhook.body, key=key).encode()
        if any(hmac.compare_digest(expected, signature) for signature in offered):
            return
    raise WebhookRejectedError("no signature of the webhook fits")


def parse(webhook: RawWebhook) -> tuple[Event, ...]:
    """One event a delivery; none of a type that the manifest does not declare. `data` is the refund or the dispute, as Stripe has it."""
    message: dict[str, Any] = loads_object(webhook.body)
    try:
        if message["type"] not in MANIFEST.event_types:
            return ()
        about = message["data"]["object"]
        return (
            Event(
                id=message["id"],
                source=MANIFEST.name,
                type=message["type"],
                time=datetime.fromtimestamp(message["created"], UTC).isoformat(),
                subject=about["charge"],
                data=about,
            ),
        )
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise WebhookRejectedError(f"the webhook is not an event of Stripe's: {type(error).__name__}") from error


def _timestamp(stamps: Sequence[str]) -> int:
    text = stamps[0] if len(stamps) == 1 else ""
    # Length first: int() of a million digits takes seconds; int() alone would also take "1_0" and other scripts' digits.
    if not (text.isascii() and text.isdigit() and len(text) <= 12):  # noqa: PLR2004  12 digits reach beyond the year 30000
        raise WebhookRejectedError("the stripe-signature header does not say one Unix time")
    return int(text)
