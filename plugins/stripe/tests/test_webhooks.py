import json
from typing import Any

import pytest
from countersign_stripe.connector import Stripe
from countersign_stripe.webhooks import TOLERANCE_SECONDS, sign

from countersign.sdk import RawWebhook, WebhookRejectedError

CONNECTOR = Stripe()
NOW = 1_800_000_000
KEY = "whsec_larkfield"
BODY = b'{"id":"evt_1"}'


def webhook(header: str, body: bytes = BODY) -> RawWebhook:
    return RawWebhook(headers={"stripe-signature": header}, body=body, url="https://hub.example/webhooks/main/stripe")


def signed(timestamp: int = NOW, key: str = KEY, body: bytes = BODY) -> str:
    return sign(timestamp=timestamp, body=body, key=key)


def accept(header: str, *keys: str) -> None:
    CONNECTOR.verify_webhook(webhook(header), keys=keys or (KEY,), now=NOW)


@pytest.mark.parametrize("away", [-TOLERANCE_SECONDS, 0, TOLERANCE_SECONDS])
def test_five_minutes_either_way_are_fresh(away: int) -> None:
    accept(f"t={NOW + away},v1={signed(NOW + away)}")


@pytest.mark.parametrize("away", [-TOLERANCE_SECONDS - 1, TOLERANCE_SECONDS + 1])
def test_a_second_more_is_not(away: int) -> None:
    with pytest.raises(WebhookRejectedError, match="five minutes"):
        accept(f"t={NOW + away},v1={signed(NOW + away)}")


def test_while_a_key_is_rolled_either_signature_and_either_key_will_do() -> None:
    accept(f"t={NOW},v1={signed(key='whsec_old')},v1={signed()},v0=00")
    accept(f"t={NOW},v1={signed()}", "whsec_next", KEY)


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"v1={signed()}",
        f"t={NOW}",
        f"t={NOW},v0={signed()}",
        f"t={NOW},v1=",
        f"t={NOW},v1={signed().upper()}",
        f"t={NOW},v1=ü",
        f"t={NOW},t={NOW},v1={signed()}",
        f"t=1_800_000_000,v1={signed()}",
        f"t={'9' * 5000},v1={signed()}",
    ],
)
def test_a_header_that_is_not_stripes_is_refused(header: str) -> None:
    with pytest.raises(WebhookRejectedError):
        accept(header)


def event(**changes: Any) -> RawWebhook:
    message = {"id": "evt_1", "type": "refund.failed", "created": NOW, "data": {"object": {"id": "re_1", "charge": "ch_1"}}, **changes}
    return webhook("", json.dumps(message).encode())


def test_an_event_names_its_order() -> None:
    (found,) = CONNECTOR.parse_event(event())

    assert (found.id, found.type, found.time, found.subject) == ("evt_1", "refund.failed", "2027-01-15T08:00:00+00:00", "ch_1")


def test_events_of_other_types_are_left_alone() -> None:
    assert CONNECTOR.parse_event(event(type="invoice.paid", data={})) == ()


@pytest.mark.parametrize("changes", [{"created": 2**52}, {"created": "now"}, {"data": None}, {"id": ""}])
def test_what_only_looks_like_an_event_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.parse_event(event(**changes))
