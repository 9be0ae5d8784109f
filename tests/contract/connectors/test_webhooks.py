import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.sdk import Connector, Event, RawWebhook, WebhookRejectedError
from countersign.sdk.webhooks import sign

KEY = "whsec_" + "bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5"
OTHER_KEY = "whsec_" + "c29tZWJvZHktZWxzZXMtdGVzdC1rZXk="
NOW = 1_800_000_000
SUBJECT = "Gießkanne 🪴"


class Mailbox(HTTPServer):
    """Takes webhooks in; refuses the first `refusals` of them."""

    def __init__(self, refusals: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Flap)
        self.refusals = refusals
        self.taken: list[RawWebhook] = []
        self.arrived = threading.Semaphore(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/webhooks/main/sandbox_ticketing"

    def wait_for(self, count: int) -> list[RawWebhook]:
        for _ in range(count):
            assert self.arrived.acquire(timeout=10)
        return self.taken


class _Flap(BaseHTTPRequestHandler):
    server: Mailbox

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        refused = len(self.server.taken) < self.server.refusals
        self.server.taken.append(RawWebhook(headers=headers, body=body, url=self.server.url))
        self.send_response(503 if refused else 202)
        self.end_headers()
        self.server.arrived.release()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        """Stay silent."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


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
    assert event.data == {name: ticket[name] for name in ("customer_id", "channel", "subject", "text")} | {"ticket_id": ticket["id"]}


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
    with pytest.raises(WebhookRejectedError, match="not a ticket event"):
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
