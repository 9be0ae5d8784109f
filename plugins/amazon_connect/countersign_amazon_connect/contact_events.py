"""Contact events: what Amazon Connect tells of a contact by EventBridge, and which of it is a request."""

from collections.abc import Mapping
from typing import Any

from countersign.sdk import Event, RawWebhook, WebhookRejectedError, loads_answer
from countersign.sdk.event_bus import verified

SOURCE = "amazon_connect"
TICKET_CREATED = "ticket.created"
# Tags of the contact, which a flow sets.
CUSTOMER_TAG = "countersign_customer"
REQUEST_TAG = "countersign_request"
# A task is colleagues' own.
_CHANNELS: Mapping[str, str] = {"VOICE": "voice", "CHAT": "chat", "EMAIL": "email"}


def verify(webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
    """A key is the ARN of an instance, which the event must name, and whose account and region it must come from."""
    envelope = verified(webhook, source="aws.connect", now=now)
    detail = envelope.get("detail")
    instance = detail.get("instanceArn") if isinstance(detail, dict) else None
    if envelope.get("detail-type") != "Amazon Connect Contact Event" or instance not in keys:
        raise WebhookRejectedError("the event is of no contact of an instance that the operator named")
    # arn:aws:connect:REGION:ACCOUNT:instance/ID
    if instance.split(":")[3:5] != [envelope.get("region"), envelope.get("account")]:
        raise WebhookRejectedError("the event comes from another account or region than its instance")


def parse(webhook: RawWebhook) -> tuple[Event, ...]:
    """A contact that has ended and whose flow left a request in its tags; nothing else is for the hub.

    The event's id is the contact's: Connect may tell of one end twice, and EventBridge deliver each of them twice.
    """
    envelope: dict[str, Any] = loads_answer(webhook.body)
    try:
        detail = envelope["detail"]
        tags, channel = detail.get("tags", {}), _CHANNELS.get(detail["channel"].upper())
        if detail["eventType"] != "DISCONNECTED" or channel is None or not {CUSTOMER_TAG, REQUEST_TAG} <= tags.keys():
            return ()
        return (_request(envelope["time"], detail["contactId"], channel, tags),)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise WebhookRejectedError(f"the event is not a contact event: {type(error).__name__}") from error


def _request(time: str, contact_id: str, channel: str, tags: Mapping[str, str]) -> Event:
    told = {"ticket_id": contact_id, "customer_id": tags[CUSTOMER_TAG], "channel": channel, "subject": "", "text": tags[REQUEST_TAG]}
    return Event(id=contact_id, source=SOURCE, type=TICKET_CREATED, time=time, subject=contact_id, data=told)
