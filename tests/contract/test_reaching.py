"""Where a request may go, and how often a system is asked."""

from collections.abc import Sequence

import httpx
import pytest
from tests.contract.test_transport import HERE, POST, OneSecret, ThingConnector
from tests.contract.wire_server import answering, wire_server

from countersign.adapters.addresses import pin
from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.line import Line, shown
from countersign.adapters.pace import FAILURES, PAUSE_SECONDS, Pace
from countersign.ports import NotSentError, Power
from countersign.sdk import RateFacts, Request, Response

PUBLIC = "93.184.216.34"


def at(*addresses: str) -> Line:
    def lookup(host: str, port: int) -> Sequence[str]:  # noqa: ARG001  one name only
        return addresses

    return Line(lookup=lookup)


def send(transport: HttpTransport, connector: ThingConnector | None = None, request: Request = POST) -> Response:
    return transport.send("main", connector or ThingConnector(), request, power=Power.WRITE, deadline_seconds=2)


@pytest.mark.parametrize(
    "addresses",
    [
        ("10.0.0.7",),
        ("127.0.0.1",),
        ("169.254.169.254",),
        ("192.168.1.1",),
        ("100.64.0.1",),
        ("::1",),
        ("fd00::1",),
        ("fe80::1%eth0",),
        ("::ffff:10.0.0.7",),
        (PUBLIC, "10.0.0.7"),
        (),
    ],
)
def test_a_name_that_leads_to_a_private_address_is_not_asked(addresses: tuple[str, ...]) -> None:
    with pytest.raises(NotSentError, match="not public"):
        send(HttpTransport(OneSecret("https://crm.example"), at(*addresses)))


def test_a_private_address_written_out_is_not_asked() -> None:
    with pytest.raises(NotSentError, match="not public"):
        send(HttpTransport(OneSecret("https://10.0.0.7")))


def test_this_machine_is_asked_only_where_that_is_configured() -> None:
    with wire_server(answering(b"{}")) as server:
        with pytest.raises(NotSentError, match="its own machine"):
            send(HttpTransport(OneSecret(server.url)))
        assert server.heard == []


def test_a_request_is_pinned_to_the_address_that_was_looked_at() -> None:
    request = httpx.Request("GET", "https://crm.example/things")

    pin(request, lambda *_: [PUBLIC])

    assert str(request.url) == f"https://{PUBLIC}/things"
    assert (request.headers["host"], request.extensions["sni_hostname"]) == ("crm.example", "crm.example")


def test_a_name_nobody_knows_is_not_sent() -> None:
    def lookup(*_: object) -> Sequence[str]:
        raise OSError("no such name")

    with pytest.raises(NotSentError, match="cannot be resolved"):
        send(HttpTransport(OneSecret("https://crm.example"), Line(lookup=lookup)))


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/v3/tickets/TICK-0001/comments", "/v3/tickets/TICK-0001/comments"),
        ("/customers/marta%40mail.example", "/customers/*"),
        ("/calls/+4915550100001", "/calls/*"),
        ("/calls/4915550100001", "/calls/*"),
    ],
)
def test_a_log_shows_no_address_of_a_person(path: str, logged: str) -> None:
    assert shown(path) == logged


def test_a_system_that_asks_to_be_left_alone_is() -> None:
    transport = HttpTransport(busy := OneSecret(""), HERE)
    with wire_server(answering(b"{}", status="429 Too Many Requests", retry_after="60")) as server:
        object.__setattr__(busy, "base_url", server.url)
        assert send(transport).status == 429
        with pytest.raises(NotSentError, match="left alone"):
            send(transport)
        assert len(server.heard) == 1


def test_a_system_is_asked_no_more_often_than_it_takes() -> None:
    with wire_server(answering(b"{}")) as server:
        transport = HttpTransport(OneSecret(server.url), HERE)
        connector = ThingConnector(rate=RateFacts(limit=2, per_seconds=60))
        send(transport, connector)
        send(transport, connector)
        with pytest.raises(NotSentError, match="left alone"):
            send(transport, connector)
        assert len(server.heard) == 2


def test_a_read_waits_a_moment_when_the_system_asks_for_one() -> None:
    def asking() -> object:
        return (yield Request(method="GET", path="/things")).status

    with wire_server(answering(b"{}", status="429 Too Many Requests", retry_after="0")) as server:
        transport = HttpTransport(OneSecret(server.url, power=Power.READ), HERE)
        assert transport.converse("main", ThingConnector(), asking(), deadline_seconds=2) == 429
        assert len(server.heard) == 2


def test_a_system_that_fails_again_and_again_is_given_a_pause() -> None:
    pace = Pace()
    for _ in range(FAILURES):
        assert pace.wait(100.0) == 0
        pace.answered(Response(status=500), 100.0)

    assert pace.wait(100.0) == PAUSE_SECONDS
    assert pace.wait(100.0 + PAUSE_SECONDS) == 0

    pace.failed(100.0 + PAUSE_SECONDS)
    assert pace.wait(100.0 + PAUSE_SECONDS) == PAUSE_SECONDS


def test_one_good_answer_ends_the_count_of_failures() -> None:
    pace = Pace()
    for status in [500] * (FAILURES - 1) + [404] + [500] * (FAILURES - 1):
        pace.answered(Response(status=status), 0.0)

    assert pace.wait(0.0) == 0
