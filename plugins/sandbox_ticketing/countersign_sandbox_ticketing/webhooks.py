from typing import Any

from countersign.sdk import Event, RawWebhook, WebhookRejectedError, loads_object
from countersign.sdk.webhooks import verify

__all__ = ["parse", "verify"]

SOURCE = "sandbox_ticketing"


def parse(webhook: RawWebhook) -> tuple[Event, ...]:
    """One event a delivery; its id is the `webhook-id`, which stays the same when the system delivers again."""
    message: dict[str, Any] = loads_object(webhook.body)
    try:
        return (
            Event(
                id=webhook.headers["webhook-id"],
                source=SOURCE,
                type=message["type"],
                time=message["timestamp"],
                subject=message["data"]["ticket_id"],
                data=message["data"],
            ),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise WebhookRejectedError(f"the webhook is not a ticket event: {type(error).__name__}") from error
