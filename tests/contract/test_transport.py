import base64
import logging
import socket
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from tests.contract.wire_server import Talk, answering, saying, wire_server

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line
from countersign.ports import MaybeSentError, NotSentError, Power, SecretUnavailableError
from countersign.sdk import (
    ActionDescriptor,
    ApiKeyHeader,
    ApiKeyQuery,
    Basic,
    Bearer,
    Capability,
    Connector,
    Effect,
    Manifest,
    NoAuth,
    ReadRefusedError,
    ReadUnavailableError,
    Request,
    Response,
)
from countersign.sdk.auth import Auth
from countersign.sdk.without import WithoutReads, WithoutWebhooks, WithoutWrites

READ_THING = ActionDescriptor(name="thing.read", title="Read", version=1, effect=Effect.READ, input_schema={}, output_schema={})
HERE = Line(loopback=True)
GET = Request(method="GET", path="/things")
POST = Request(method="POST", path="/things", headers=(("content-type", "application/json"),), body='{"name":"Gießkanne"}')


class ThingConnector(WithoutReads, WithoutWrites, WithoutWebhooks):
    def __init__(self, auth: Auth | None = None, **declared: Any) -> None:
        self.manifest = Manifest(
            name="thing",
            version="1.0.0",
            contract=1,
            title="Things",
            capabilities=(Capability.CRM,),
            auth=auth or Bearer(),
            actions=(READ_THING,),
            **declared,
        )


@dataclass(frozen=True)
class OneSecret:
    base_url: str
    power: Power = Power.WRITE
    token: str = "s3cret"

    def get(self, tenant: str, connector: str, power: Power) -> Mapping[str, Any]:
        if power is not self.power:
            raise SecretUnavailableError(f"{tenant}/{connector}/{power}")
        return {"base_url": self.base_url, "token": self.token}

    def forget(self, tenant: str, connector: str, power: Power) -> None:
        """Nothing is kept."""


def send(base_url: str, request: Request = POST, *, connector: Connector | None = None, deadline_seconds: float = 2) -> Response:
    transport = HttpTransport(OneSecret(base_url), HERE)
    return transport.send("main", connector or ThingConnector(), request, power=Power.WRITE, deadline_seconds=deadline_seconds)


def converse(base_url: str, dialogue: Generator[Request, Response, Any], *, deadline_seconds: float = 2) -> Any:
    transport = HttpTransport(OneSecret(base_url, power=Power.READ), HERE)
    return transport.converse("main", ThingConnector(), dialogue, deadline_seconds=deadline_seconds)


def test_what_was_approved_is_what_is_sent() -> None:
    with wire_server(answering(b"{}")) as server:
        send(server.url, Request(method="POST", path="/a%20b", query=(("q", "ü&="), ("q", "2")), body=POST.body))

    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/a%20b?q=%C3%BC%26%3D&q=2 HTTP/1.1")
    assert body.decode() == POST.body


@pytest.mark.parametrize(
    ("auth", "line"),
    [
        (Bearer(), "authorization: bearer s3cret"),
        (Basic(), f"authorization: basic {base64.b64encode(b's3cret').decode().lower()}"),
        (ApiKeyHeader(header="X-Api-Key"), "x-api-key: s3cret"),
        (ApiKeyHeader(header="Authorization", prefix="token "), "authorization: token s3cret"),
        (ApiKeyQuery(parameter="key"), "post /api/things?key=s3cret "),
    ],
)
def test_credentials_go_where_the_manifest_says(auth: Auth, line: str) -> None:
    with wire_server(answering(b"{}")) as server:
        send(server.url, connector=ThingConnector(auth))

    assert line in server.heard[0].decode().lower()


def test_without_authentication_no_credential_leaves() -> None:
    with wire_server(answering(b"{}")) as server:
        send(server.url, connector=ThingConnector(NoAuth()))

    assert b"s3cret" not in server.heard[0]


def test_the_answer_comes_back_with_lower_case_headers() -> None:
    with wire_server(answering(b'{"id":"1"}', status="201 Created", X_Request_Id="req_1")) as server:
        response = send(server.url)

    assert (response.status, response.headers["x-request-id"], response.body) == (201, "req_1", b'{"id":"1"}')


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with wire_server(answering(b"", status="307 Temporary Redirect", location="/elsewhere")) as server:
        assert send(server.url).status == 307
        assert len(server.heard) == 1


def test_the_environments_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with wire_server(answering(b"{}")) as server:
        assert send(server.url).status == 200


def test_nobody_at_home_is_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(NotSentError, match="ConnectError"):
        send(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    "talk",
    [
        saying(b""),
        saying(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"),
        saying(b"what?\r\n\r\n"),
        answering(b"\x1f\x8b", content_encoding="gzip"),
        answering(b" " * (1024 * 1024 + 1)),
    ],
    ids=["hung up", "truncated", "not HTTP", "compressed", "too long"],
)
def test_after_sending_a_bad_answer_leaves_it_in_doubt(talk: Talk) -> None:
    with wire_server(talk) as server, pytest.raises(MaybeSentError):
        send(server.url)


@pytest.mark.parametrize(
    "talk",
    [
        saying(b"", b"", pause_seconds=1),
        saying(b"HTTP/1.1 200 OK\r\n", *[b"x: y\r\n"] * 20, pause_seconds=0.1),
        saying(b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n", *[b"x"] * 20, pause_seconds=0.1),
        saying(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 20, pause_seconds=0.1),
    ],
    ids=["silent", "dripping headers", "dripping body", "body without a length"],
)
def test_the_deadline_holds_for_the_whole_exchange(talk: Talk) -> None:
    with wire_server(talk) as server:
        started = time.monotonic()
        with pytest.raises(MaybeSentError):
            send(server.url, deadline_seconds=0.4)
        took = time.monotonic() - started

    assert took < 0.8


@pytest.mark.parametrize(
    ("base_url", "request_", "why"),
    [
        ("http://crm.example", POST, "https only"),
        ("http://127.0.0.1:1/crm", Request(method="GET", path="/../payments/refunds"), "climbs out"),
        ("http://127.0.0.1:1/crm", Request(method="GET", path="/%2e%2e/payments"), "climbs out"),
        ("http://127.0.0.1:1/crm", Request(method="GET", path='/a"b'), "not fully escaped"),
        ("http://127.0.0.1:1/crm", Request(method="GET", path="/a", headers=(("Host", "evil.example"),)), "header"),
        ("http://127.0.0.1:1/crm", Request(method="GET", path="/a", headers=(("authorization", "Bearer x"),)), "header"),
    ],
)
def test_a_request_that_would_go_astray_is_not_sent(base_url: str, request_: Request, why: str) -> None:
    with pytest.raises(NotSentError, match=why):
        send(base_url, request_)


def test_the_log_holds_neither_query_nor_body_nor_credential(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with wire_server(answering(b'{"email":"marta@mail.example"}')) as server:
        send(server.url, Request(method="POST", path="/things", query=(("email", "marta@mail.example"),), body="Gießkanne"))

    assert "thing POST /things: 200 in" in caplog.text
    assert not any(secret in caplog.text for secret in ("marta", "Gieß", "s3cret"))


def asking(*requests: Request) -> Generator[Request, Response, list[int]]:
    statuses = []
    for request in requests:
        response = yield request
        statuses.append(response.status)
    return statuses


def failing() -> Generator[Request, Response, str]:
    response = yield GET
    return str({}[response.status])


def test_a_dialogue_ends_with_its_answer() -> None:
    with wire_server(answering(b"{}")) as server:
        assert converse(server.url, asking(GET, GET, GET)) == [200, 200, 200]


def test_a_dialogue_asks_ten_times_at_most() -> None:
    with wire_server(answering(b"{}")) as server:
        assert len(converse(server.url, asking(*[GET] * 10))) == 10
        with pytest.raises(ReadRefusedError, match="more than 10"):
            converse(server.url, asking(*[GET] * 11))


def test_a_dialogue_that_tries_to_write_sends_nothing() -> None:
    with wire_server(answering(b"{}")) as server:
        with pytest.raises(ReadRefusedError, match="tries to POST"):
            converse(server.url, asking(POST))
        assert server.heard == []


def test_a_dialogue_has_one_deadline_for_all_its_requests() -> None:
    def slow(connection: socket.socket) -> None:
        time.sleep(0.2)
        answering(b"{}")(connection)

    with wire_server(slow) as server, pytest.raises(ReadUnavailableError):
        converse(server.url, asking(*[GET] * 10), deadline_seconds=0.5)


def test_a_system_that_is_away_is_unavailable() -> None:
    with wire_server(saying(b"")) as server, pytest.raises(ReadUnavailableError, match="RemoteProtocolError"):
        converse(server.url, asking(GET))


def test_a_connector_that_stumbles_is_a_refused_read() -> None:
    with wire_server(answering(b"{}")) as server, pytest.raises(ReadRefusedError, match="KeyError"):
        converse(server.url, failing())


def test_a_step_without_the_power_reads_nothing() -> None:
    transport = HttpTransport(OneSecret("http://127.0.0.1:1", power=Power.WRITE))

    with pytest.raises(SecretUnavailableError):
        transport.converse("main", ThingConnector(), asking(GET), deadline_seconds=1)
