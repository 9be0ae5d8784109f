import json
from typing import Any

import pytest
from countersign_hubspot.connector import HubSpot

from countersign.sdk import RawWebhook, WebhookRejectedError
from countersign.sdk.hubspot.webhooks import sign

CONNECTOR = HubSpot()
SECRET = "0f5c9c1e-1c7b-4bd2-9d9e-6d5f1f3f6a10"
URL = "https://hub.example/webhooks/main/hubspot"
NOW = 1_795_262_400
NUMBERS = {"portalId": 1, "subscriptionId": 2, "eventId": 3, "objectId": 512, "occurredAt": 1_795_262_399_250, "attemptNumber": 0}


def webhook(*events: dict[str, Any], timestamp: str = f"{NOW}000", url: str = URL) -> RawWebhook:
    body = json.dumps(events).encode()
    headers = {
        "x-hubspot-signature-v3": sign(url=url, timestamp=timestamp, body=body, key=SECRET),
        "x-hubspot-request-timestamp": timestamp,
    }
    return RawWebhook(headers=headers, body=body, url=URL)


def accepted(webhook: RawWebhook, *, now: int = NOW, keys: tuple[str, ...] = (SECRET,)) -> bool:
    try:
        CONNECTOR.verify_webhook(webhook, keys=keys, now=now)
    except WebhookRejectedError:
        return False
    return True


def told(kind: str, **more: Any) -> dict[str, Any]:
    return {**NUMBERS, "subscriptionType": kind, **more}


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (300, True), (-300, True), (301, False), (-301, False), (31_536_000, False)])
def test_five_minutes_both_ways(seconds: int, fresh: bool) -> None:  # noqa: FBT001  a table's column
    assert accepted(webhook(), now=NOW + seconds) is fresh


def test_a_webhook_that_was_sent_elsewhere_is_refused() -> None:
    assert not accepted(webhook(url="https://other.example/webhooks/main/hubspot"))


@pytest.mark.parametrize("timestamp", ["", "soon", "-1", "1e12", "١٧٩٥٢٦٢٤٠٠٠٠٠", "9" * 400])
def test_a_timestamp_of_another_shape_is_refused(timestamp: str) -> None:
    assert not accepted(webhook(timestamp=timestamp))


@pytest.mark.parametrize("signature", ["", "Gießkanne", "\ud800"])
def test_a_signature_of_another_alphabet_is_refused(signature: str) -> None:
    genuine = webhook()

    assert not accepted(genuine.model_copy(update={"headers": {**genuine.headers, "x-hubspot-signature-v3": signature}}))


def test_either_secret_will_do_while_they_are_rotated() -> None:
    assert accepted(webhook(), keys=("another", SECRET))


def test_some_escapes_of_the_address_are_undone_before_it_is_signed() -> None:
    escaped, plain = "https://hub.example/a%3Ab%2fc?d=%40e%25", "https://hub.example/a:b/c?d=@e%25"

    assert sign(url=escaped, timestamp="1", body=b"", key=SECRET) == sign(url=plain, timestamp="1", body=b"", key=SECRET)


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (told("contact.creation"), "customer.created"),
        (told("contact.deletion"), "customer.deleted"),
        (told("object.creation", objectTypeId="0-1"), "customer.created"),
        (told("contact.propertyChange", propertyName="phone", propertyValue="1"), "customer.changed"),
    ],
)
def test_an_event_of_a_contact_is_one_of_a_customer(event: dict[str, Any], kind: str) -> None:
    (found,) = CONNECTOR.parse_event(webhook(event))

    assert (found.type, found.subject, found.time) == (kind, "512", "2026-11-21T11:59:59.250+00:00")


def test_a_change_is_told_with_what_it_was() -> None:
    (found,) = CONNECTOR.parse_event(webhook(told("contact.propertyChange", propertyName="city", propertyValue="Köln")))

    assert found.data == {"record_id": "512", "property": "city", "value": "Köln"}


def test_a_delivery_holds_many_events_and_others_are_left_out() -> None:
    events = [told("contact.creation", objectId=number) for number in (1, 2)]

    found = CONNECTOR.parse_event(webhook(*events, told("deal.creation"), told("object.creation", objectTypeId="0-5")))

    assert [event.subject for event in found] == ["1", "2"]
    assert len({event.id for event in found}) == 2


def test_another_attempt_is_the_same_event() -> None:
    first, again = (CONNECTOR.parse_event(webhook(told("contact.creation", attemptNumber=number))) for number in (0, 3))

    assert first == again


@pytest.mark.parametrize(
    "changes", [{"objectId": None, "occurredAt": None}, {"occurredAt": "now"}, {"occurredAt": 10**15}, {"subscriptionType": 7}]
)
def test_a_list_of_something_else_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.parse_event(webhook(told("contact.creation") | changes))
