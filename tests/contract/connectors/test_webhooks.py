import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.contract.connectors.mailbox import Mailbox, open_mailbox
from tests.contract.connectors.sandbox_process import Hub, Sandbox, running_sandbox

from countersign.sdk import Connector, Event, RawWebhook, WebhookRejectedError
from countersign.sdk.webhooks import sign

KEY = "whsec_" + "bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5"
OTHER_KEY = "whsec_" + "c29tZWJvZHktZWxzZXMtdGVzdC1rZXk="
NOW = 1_800_000_000
SUBJECT = "Gießkanne 🪴"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def ticketing(hub: Hub) -> Connector:
    return hub.catalogue.by_name("sandbox_ticketing")


def direct_webhooks(sandbox: Sandbox, mailbox: Mailbox) -> None:
    sandbox.admin.post("/webhook-target", json={"url": mailbox.url, "key": KEY}).raise_for_status()


def event_of(ticketing: Connector, webhook: RawWebhook, *, now: int | None = None) -> Event:
    ticketing.verify_webhook(webhook, keys=(KEY,), now=int(time.time()) if now is None else now)
    (event,) = ticketing.parse_event(webhook)
    return event


def make_webhook(*, stamped: int = NOW, key: str = KEY, **headers: str) -> RawWebhook:
    data = {"ticket_id": "TICK-0007", "customer_id": "CUST-0001", "channel": "email", "subject": SUBJECT, "text": "Zerbrochen."}
    body = json.dumps({"type": "ticket.created", "timestamp": "2027-01-15T08:00:00Z", "data": data}, ensure_ascii=False).encode()
    signature = sign(event_id="evt_1", timestamp=stamped, body=body, key=key)
    signed = {"webhook-id": "evt_1", "webhook-timestamp": str(stamped), "webhook-signature": signature}
    return RawWebhook(headers=signed | {name.replace("_", "-"): value for name, value in headers.items()}, body=body, url="")


def test_a_ticket_arrives_as_a_verified_event(sandbox: Sandbox, mailbox: Mailbox, ticketing: Connector) -> None:
    direct_webhooks(sandbox, mailbox)
    ticket = sandbox.open_ticket(subject=SUBJECT)

    event = event_of(ticketing, mailbox.wait_for(1)[0])

    assert (event.id, event.source, event.type, event.subject) == (ticket["event_id"], "sandbox_ticketing", "ticket.created", ticket["id"])
    assert event.data["ticket_id"] == ticket["id"]
    assert [event.data[name] for name in ("customer_id", "channel", "subject")] == ["CUST-0001", "email", SUBJECT]


def test_a_repeated_delivery_is_the_same_event(sandbox: Sandbox, mailbox: Mailbox, ticketing: Connector) -> None:
    direct_webhooks(sandbox, mailbox)
    event_id = sandbox.open_ticket()["event_id"]
    sandbox.admin.post(f"/ticketing/webhooks/resend/{event_id}").raise_for_status()

    first, second = (event_of(ticketing, webhook) for webhook in mailbox.wait_for(2))

    assert first == second


def test_a_webhook_that_is_not_taken_comes_again(sandbox: Sandbox, mailbox: Mailbox, ticketing: Connector) -> None:
    mailbox.refusals = 1
    direct_webhooks(sandbox, mailbox)
    sandbox.open_ticket()

    first, second = (event_of(ticketing, webhook) for webhook in mailbox.wait_for(2))

    assert first == second


def test_what_was_not_taken_goes_out_after_a_restart(tmp_path: Path, ticketing: Connector) -> None:
    with open_mailbox() as closed:
        port = closed.server_port
    with running_sandbox(tmp_path) as sandbox:
        direct_webhooks(sandbox, closed)
        event_id = sandbox.open_ticket()["event_id"]

    with open_mailbox(port) as mailbox, running_sandbox(tmp_path):
        (webhook,) = mailbox.wait_for(1)

    assert event_of(ticketing, webhook).id == event_id


@pytest.mark.parametrize("seconds_away", [-300, 0, 300])
def test_a_stamp_within_five_minutes_is_accepted(seconds_away: int, ticketing: Connector) -> None:
    assert event_of(ticketing, make_webhook(stamped=NOW + seconds_away), now=NOW).data["subject"] == SUBJECT


@pytest.mark.parametrize("seconds_away", [-301, 301, 365 * 86_400])
def test_a_stamp_from_the_past_or_the_future_is_refused(seconds_away: int, ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match="five minutes"):
        event_of(ticketing, make_webhook(stamped=NOW + seconds_away), now=NOW)


def test_a_changed_body_is_refused(ticketing: Connector) -> None:
    webhook = make_webhook()
    tampered = webhook.model_copy(update={"body": webhook.body.replace(b"CUST-0001", b"CUST-0002")})

    with pytest.raises(WebhookRejectedError, match="no signature"):
        event_of(ticketing, tampered, now=NOW)


def test_the_same_json_written_otherwise_is_refused(ticketing: Connector) -> None:
    webhook = make_webhook()
    rewritten = webhook.model_copy(update={"body": json.dumps(json.loads(webhook.body)).encode()})

    with pytest.raises(WebhookRejectedError, match="no signature"):
        event_of(ticketing, rewritten, now=NOW)


@pytest.mark.parametrize("headers", [{"webhook_id": "evt_2"}, {"webhook_timestamp": str(NOW + 1)}])
def test_id_and_stamp_are_signed_too(headers: dict[str, str], ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match="no signature"):
        event_of(ticketing, make_webhook(**headers), now=NOW)


def test_another_key_is_refused(ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match="no signature"):
        event_of(ticketing, make_webhook(key=OTHER_KEY), now=NOW)


def test_while_keys_rotate_either_is_good(ticketing: Connector) -> None:
    ticketing.verify_webhook(make_webhook(key=OTHER_KEY), keys=(KEY, OTHER_KEY), now=NOW)
    signatures = f"v1a,c2ln {make_webhook(key=OTHER_KEY).headers['webhook-signature']} {make_webhook().headers['webhook-signature']}"
    ticketing.verify_webhook(make_webhook(webhook_signature=signatures), keys=(KEY,), now=NOW)


@pytest.mark.parametrize("header", ["webhook_id", "webhook_timestamp", "webhook_signature"])
def test_a_missing_header_is_refused(header: str, ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match=header.replace("_", "-")):
        event_of(ticketing, make_webhook(**{header: ""}), now=NOW)


@pytest.mark.parametrize("stamp", ["soon", "1_800_000_000", "-1800000000", "١٨٠٠٠٠٠٠٠٠", "1" * 5000])
def test_a_stamp_that_is_no_unix_time_is_refused(stamp: str, ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match="not a Unix time"):
        event_of(ticketing, make_webhook(webhook_timestamp=stamp), now=NOW)


@pytest.mark.parametrize("body", [b'{"type": "ticket.created"}', b'{"type": "ticket.created", "timestamp": "", "data": []}'])
def test_a_signed_webhook_that_is_no_event_is_refused(body: bytes, ticketing: Connector) -> None:
    with pytest.raises(WebhookRejectedError, match="not an event with a ticket_id"):
        ticketing.parse_event(make_webhook().model_copy(update={"body": body}))


def test_a_key_that_is_no_key_is_the_operators_error(ticketing: Connector) -> None:
    with pytest.raises(ValueError, match="whsec_"):
        ticketing.verify_webhook(make_webhook(), keys=("whsec_%%",), now=NOW)


@pytest.mark.parametrize("system", ["crm", "telephony", "knowledge", "payments"])
def test_systems_without_webhooks_take_none(system: str, hub: Hub) -> None:
    connector = hub.catalogue.by_name(f"sandbox_{system}")

    with pytest.raises(WebhookRejectedError, match="sends no webhooks"):
        connector.verify_webhook(make_webhook(), keys=(KEY,), now=NOW)
    with pytest.raises(WebhookRejectedError, match="sends no webhooks"):
        connector.parse_event(make_webhook())
