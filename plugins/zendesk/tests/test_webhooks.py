import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from countersign_zendesk.connector import Zendesk

from countersign.sdk import RawWebhook, WebhookRejectedError

CONNECTOR = Zendesk()
SECRET = "dGhpcy1pcy10aGUtd2ViaG9vay1zZWNyZXQ="
SENT_AT = "2026-11-21T12:00:00Z"
NOW = 1_795_262_400
DETAIL = {"id": "101", "requester_id": "5001", "subject": None, "description": "Hm", "via": {"channel": "email"}}


def webhook(*, timestamp: str = SENT_AT, signed: bytes | None = None, **changes: Any) -> RawWebhook:
    message = {"type": "zen:event-type:ticket.created", "id": "event-1", "time": SENT_AT, "detail": DETAIL, **changes}
    body = json.dumps(message).encode()
    mac = hmac.new(SECRET.encode(), timestamp.encode() + body if signed is None else signed + body, hashlib.sha256)
    headers = {
        "x-zendesk-webhook-signature": base64.b64encode(mac.digest()).decode(),
        "x-zendesk-webhook-signature-timestamp": timestamp,
    }
    return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks/main/zendesk")


def accepted(webhook: RawWebhook, *, now: int = NOW, keys: tuple[str, ...] = (SECRET,)) -> bool:
    try:
        CONNECTOR.verify_webhook(webhook, keys=keys, now=now)
    except WebhookRejectedError:
        return False
    return True


def test_the_timestamp_is_signed_before_the_body() -> None:
    assert accepted(webhook())
    assert not accepted(webhook(signed=b""))


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (300, True), (-300, True), (301, False), (-301, False)])
def test_five_minutes_both_ways(seconds: int, fresh: bool) -> None:  # noqa: FBT001  a table's column
    assert accepted(webhook(), now=NOW + seconds) is fresh


@pytest.mark.parametrize("timestamp", ["", "1795262400", "2026-11-21T12:00:00+00:00", "2026-13-41T12:00:00Z", "٢026-11-21T12:00:00Z"])
def test_a_timestamp_in_another_shape_is_refused(timestamp: str) -> None:
    assert not accepted(webhook(timestamp=timestamp))


@pytest.mark.parametrize("signature", ["", "Gießkanne", "\ud800"])
def test_a_signature_of_another_alphabet_is_refused(signature: str) -> None:
    genuine = webhook()

    assert not accepted(genuine.model_copy(update={"headers": {**genuine.headers, "x-zendesk-webhook-signature": signature}}))


def test_either_secret_will_do_while_they_are_rotated() -> None:
    assert accepted(webhook(), keys=("another", SECRET))


def test_a_new_ticket_is_an_interaction() -> None:
    (event,) = CONNECTOR.parse_event(webhook())

    assert (event.id, event.type, event.subject) == ("event-1", "ticket.created", "101")
    assert event.data == {"ticket_id": "101", "customer_id": "5001", "channel": "email", "subject": "", "text": "Hm"}


def test_events_that_nobody_waits_for_are_taken_and_left_alone() -> None:
    assert CONNECTOR.parse_event(webhook(type="zen:event-type:ticket.status_changed")) == ()


@pytest.mark.parametrize("changes", [{"type": "ticket_created"}, {"detail": {}}, {"detail": None}, {"id": None}])
def test_a_body_of_a_triggers_own_making_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.parse_event(webhook(**changes))
