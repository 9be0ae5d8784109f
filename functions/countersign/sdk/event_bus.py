"""Events that the deployment's own event bus (Amazon EventBridge) delivers. Nobody signs them.

IAM and the deployment's rule say which events come this way; here an event is held against what the operator named. What comes by any
other way is refused, whatever it says: by HTTP anybody can say anything.
"""

from datetime import datetime
from typing import Any

from countersign.sdk.contract import RawWebhook
from countersign.sdk.errors import WebhookRejectedError
from countersign.sdk.strict_json import loads_answer

BUS = "eventbridge:"
"""Instead of an address: the hub writes `https:` before that of whatever came by HTTP."""

# The rule tries to deliver for a quarter of an hour, and Lambda for another after it.
TOLERANCE_SECONDS = 1_800


def verified(webhook: RawWebhook, *, source: str, now: int) -> dict[str, Any]:
    """The envelope of an event that came by the bus, from `source`, within half an hour of `now`; `now` in Unix seconds.

    Raises:
        WebhookRejectedError: otherwise, and MalformedJsonError for what is no JSON object.

    """
    if webhook.url != BUS:
        raise WebhookRejectedError("events of this system come by the event bus only")
    envelope: dict[str, Any] = loads_answer(webhook.body)
    if envelope.get("source") != source:
        raise WebhookRejectedError("the event comes from another source")
    if abs(now - _seconds(envelope.get("time"))) > TOLERANCE_SECONDS:
        raise WebhookRejectedError("the event's time is more than half an hour away from now")
    return envelope


def _seconds(time: object) -> float:
    try:
        moment = datetime.fromisoformat(time) if isinstance(time, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise WebhookRejectedError("the event does not say when it was sent")
    return moment.timestamp()
