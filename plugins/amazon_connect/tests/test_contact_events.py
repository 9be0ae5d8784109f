import json
from typing import Any

import pytest
from countersign_amazon_connect.conformance import INSTANCE, delivered, subject
from countersign_amazon_connect.connector import AmazonConnect

from countersign.sdk import Event, RawWebhook, WebhookRejectedError
from countersign.sdk.event_bus import TOLERANCE_SECONDS

CONNECTOR = AmazonConnect()
NOW = 1_800_000_000
WEBHOOK = subject().webhook
assert WEBHOOK is not None
CONTACT: dict[str, Any] = json.loads(WEBHOOK.bodies[0])


def event(**changes: Any) -> RawWebhook:
    return delivered(json.dumps({**CONTACT, **changes}).encode(), INSTANCE, NOW)


def with_envelope(**changes: Any) -> RawWebhook:
    genuine = event()
    return genuine.model_copy(update={"body": json.dumps({**json.loads(genuine.body), **changes}).encode()})


def accepted(webhook: RawWebhook, *, now: int = NOW) -> bool:
    try:
        CONNECTOR.verify_webhook(webhook, keys=(INSTANCE,), now=now)
    except WebhookRejectedError:
        return False
    return True


def parsed(**changes: Any) -> tuple[Event, ...]:
    return CONNECTOR.parse_event(event(**changes))


def test_a_request_that_a_flow_left_is_a_ticket() -> None:
    (request,) = parsed()

    assert (request.type, request.id, request.subject) == ("ticket.created", CONTACT["contactId"], CONTACT["contactId"])
    assert request.data == {
        "ticket_id": CONTACT["contactId"],
        "customer_id": "CUST-0001",
        "channel": "voice",
        "subject": "",
        "text": "The customer asks to be called back.",
    }


@pytest.mark.parametrize("kind", ["INITIATED", "QUEUED", "CONNECTED_TO_AGENT", "COMPLETED", "SOMETHING_NEW"])
def test_a_contact_that_goes_on_or_was_heard_of_is_none_of_the_hubs_affairs(kind: str) -> None:
    assert parsed(eventType=kind) == ()


@pytest.mark.parametrize(
    "changes",
    [{"tags": {}}, {"tags": {"countersign_customer": "CUST-0001"}}, {"tags": {"countersign_request": "Call me"}}, {"channel": "TASK"}],
)
def test_without_both_tags_or_between_colleagues_there_is_no_request(changes: dict[str, Any]) -> None:
    assert parsed(**changes) == ()


@pytest.mark.parametrize(("channel", "ours"), [("VOICE", "voice"), ("Voice", "voice"), ("CHAT", "chat"), ("EMAIL", "email")])
def test_the_channel_is_that_of_the_contact(channel: str, ours: str) -> None:
    assert [request.data["channel"] for request in parsed(channel=channel)] == [ours]


def test_members_that_connect_adds_later_do_no_harm() -> None:
    later = with_envelope(detail={**CONTACT, "instanceArn": INSTANCE, "routingCriteria": {"steps": [{"proficiencyLevel": 3.5}]}})

    assert accepted(later)
    assert CONNECTOR.parse_event(later) == parsed()


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "aws.ses"},
        {"detail-type": "Contact Lens Analysis State Change"},
        {"account": "999988887777"},
        {"region": "us-east-1"},
        {"detail": {**CONTACT, "instanceArn": INSTANCE[:-1] + "2"}},
        {"detail": {**CONTACT, "instanceArn": [INSTANCE]}},
        {"detail": CONTACT},
        {"detail": None},
        {"time": None},
        {"time": "yesterday"},
        {"time": "2027-01-15T08:00:00"},
    ],
)
def test_an_event_of_anything_else_than_the_named_instance_is_refused(changes: dict[str, Any]) -> None:
    assert accepted(event())
    assert not accepted(with_envelope(**changes))


@pytest.mark.parametrize("away", [TOLERANCE_SECONDS, -TOLERANCE_SECONDS])
def test_an_event_is_good_for_as_long_as_its_delivery_may_take(away: int) -> None:
    assert accepted(event(), now=NOW + away)
    assert not accepted(event(), now=NOW + away + (1 if away > 0 else -1))


@pytest.mark.parametrize("url", ["https://hub.example/webhooks/main/amazon_connect", "https://eventbridge:", "", "eventbridge:other"])
def test_what_comes_by_any_other_way_is_refused_whatever_it_says(url: str) -> None:
    assert not accepted(event().model_copy(update={"url": url}))
