"""What chat systems and webhooks get, to the byte, on the loopback."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.contract.wire_server import WireServer, answering, wire_server

from countersign.adapters.courier import NoticeCourier
from countersign.ports import NotSentError, Power
from countersign.sdk import RawWebhook, Response
from countersign.sdk.notifiers import NotifierManifest, Post
from countersign.sdk.webhooks import verify

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
NOTICE_ID = "0123456789abcdef0123456789abcdef"
SECRET_PATH = "services/T0/B0/s3cretpath"
KEYS = ["whsec_" + "b25lIGtleSBvZiB0d2VudHktZm91cg==", "whsec_" + "YW5vdGhlciBvZiB0d2VudHktZm91"]
POST = Post(body='{"text":"Gießkanne"}')


def manifest(**changes: Any) -> NotifierManifest:
    plain = NotifierManifest(name="room", version="1.0.0", contract=1, title="Room", audience="room", carrier="post")
    return plain.model_copy(update=changes)


class OneSecret:
    def __init__(self, secret: Mapping[str, Any]) -> None:
        self.secret = secret

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        assert (tenant, connector, power) == ("main", "room", "notify")
        return self.secret

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        raise NotImplementedError


def carry(url: str, post: Post = POST, *, loopback: bool = True, addresses: tuple[str, ...] = ("127.0.0.1",), **changes: Any) -> Response:
    courier = NoticeCourier(OneSecret({"url": url, "keys": KEYS}), "", lambda: None, loopback=loopback, lookup=lambda *_: addresses)
    return courier.carry("main", manifest(**changes), NOTICE_ID, post, now=NOW)


def heard(server: WireServer) -> tuple[str, dict[str, str], bytes]:
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    return line, dict(field.lower().split(": ", 1) for field in fields), body


def test_the_secrets_address_is_posted_to_with_its_query() -> None:
    with wire_server(answering(b"ok")) as server:
        assert carry(f"{server.url}/{SECRET_PATH}?sig=a%2Fb&sv=1.0").body == b"ok"

    line, headers, body = heard(server)
    assert line == f"POST /api/{SECRET_PATH}?sig=a%2Fb&sv=1.0 HTTP/1.1"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(body) == {"text": "Gießkanne"}
    assert "webhook-signature" not in headers


def test_a_webhook_verifies_with_each_of_its_keys_by_the_code_that_verifies_ours() -> None:
    with wire_server(answering(b"")) as server:
        carry(server.url, signature="standard_webhooks")

    _, _, body = heard(server)
    # The signature's letters have a case.
    fields = dict(line.split(": ", 1) for line in server.heard[0].decode().split("\r\n\r\n")[0].split("\r\n")[1:])
    webhook = RawWebhook(headers={name.lower(): value for name, value in fields.items()}, body=body, url=server.url)
    for key in KEYS:
        verify(webhook, keys=[key], now=int(NOW.timestamp()))
    assert webhook.headers["webhook-id"] == NOTICE_ID


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://hooks.slack.com.evil.example/services/1", "not one of this notifier's"),
        ("https://evil.example/hooks.slack.com", "not one of this notifier's"),
        ("https://logic.azure.com/workflows/1", "not one of this notifier's"),
        ("https://evil-logic.azure.com/workflows/1", "not one of this notifier's"),
        ("http://hooks.slack.com/services/1", "https only"),
    ],
)
def test_a_notifier_reaches_its_own_hosts_only(url: str, why: str) -> None:
    with pytest.raises(NotSentError, match=why):
        carry(url, hosts=("hooks.slack.com", "*.logic.azure.com"))


@pytest.mark.parametrize("private", ["10.0.0.1", "169.254.169.254", "127.0.0.1", "::1", "fd00::1"])
def test_no_name_leads_into_our_own_network(private: str) -> None:
    with pytest.raises(NotSentError, match="not public"):
        carry("https://rebound.example/hook", addresses=("93.184.215.14", private))


def test_a_hub_in_the_cloud_posts_to_nothing_on_its_own_machine() -> None:
    with pytest.raises(NotSentError, match="own machine"):
        carry("http://127.0.0.1:9001/2018-06-01/runtime", loopback=False)


@pytest.mark.parametrize("name", ["Host", "authorization", "Webhook-Id", "content-length"])
def test_a_notifier_sets_no_header_that_is_the_hubs(name: str) -> None:
    with pytest.raises(NotSentError, match="the hub's to set"):
        carry("https://hub.example/", Post(body="{}", headers=((name, "x"),)))


@pytest.mark.parametrize("url", ["", "https://", "https://[s3cret", "not an address"])
def test_an_address_that_is_none_is_not_quoted(url: str) -> None:
    with pytest.raises(NotSentError) as refused:
        carry(url, signature="standard_webhooks")
    assert "s3cret" not in str(refused.value)


def test_a_redirect_is_not_followed_and_the_address_is_logged_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="countersign")
    with wire_server(answering(b"", status="302 Found", location="https://elsewhere.example/")) as server:
        assert carry(f"{server.url}/{SECRET_PATH}").status == 302

    assert len(server.heard) == 1
    assert "room: 302" in caplog.text
    assert "s3cretpath" not in caplog.text
