"""The ways to a connector that runs elsewhere, and what becomes of each kind of trouble on them."""

import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from countersign_sandbox_payments.conformance import subject
from tests.contract.test_transport import HERE
from tests.contract.wire_server import WireServer, answering, saying, wire_server

from countersign.adapters import remote_line
from countersign.adapters.in_memory import InMemorySecrets
from countersign.adapters.line import Line
from countersign.adapters.pace import FAILURES
from countersign.adapters.remote_line import RemoteLines, Spared, open_lambda, over_https, over_lambda, places_of
from countersign.adapters.wire import MAX_ANSWER_BYTES
from countersign.distributions import PluginSetupError
from countersign.ports import Power
from countersign.sdk import RawWebhook, ReadUnavailableError, Request, WebhookRejectedError
from countersign.sdk.remote import serve
from countersign.sdk.remote_connector import Post, RemoteFailedError
from countersign.sdk.webhooks import verify

NEAR = subject().connector()
FUNCTION = "arn:aws:lambda:eu-central-1:210987654321:function:payments:live"
KEY, OTHER_KEY = "whsec_b2YgdGhlIGh1Yg==", "whsec_b2Ygc29tZWJvZHk="
SECRETS = InMemorySecrets({("main", "sandbox_payments", Power.REMOTE): {"keys": [KEY]}})
ASKED = b'{"contract": 1, "member": "manifest"}'


def https(url: str) -> Post:
    return over_https(HERE, url, lambda: [OTHER_KEY, KEY], "payments")


def heard(server: WireServer) -> RawWebhook:
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    fields = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    return RawWebhook(headers={name.lower(): value for name, _, value in fields}, body=body, url=server.url)


def test_an_endpoint_knows_the_hub_by_its_signature() -> None:
    prepared = Request(method="POST", path="/refunds")
    with wire_server(answering(json.dumps({"returns": prepared.model_dump(mode="json")}).encode())) as server:
        lines = RemoteLines({"sandbox_payments": server.url}, "main", SECRETS, HERE)
        assert lines.reach(NEAR.manifest).prepare("refund.issue", {}, key="key-1") == prepared

    webhook = heard(server)
    assert server.heard[0].startswith(b"POST /api HTTP/1.1\r\n")
    verify(webhook, keys=[KEY], now=int(time.time()))
    with pytest.raises(WebhookRejectedError):
        verify(webhook, keys=[OTHER_KEY], now=int(time.time()))


def test_every_key_signs_while_keys_are_replaced() -> None:
    with wire_server(answering(b"{}")) as server:
        https(server.url)(ASKED)

    for key in (KEY, OTHER_KEY):
        verify(heard(server), keys=[key], now=int(time.time()))


@pytest.mark.parametrize("status", ["500 Oops", "401 Unauthorized", "301 Moved", "204 No Content"])
def test_an_endpoint_that_does_not_answer_the_call_has_failed(status: str) -> None:
    with wire_server(answering(b"", status=status)) as server, pytest.raises(RemoteFailedError, match=f"answered {status[:3]}"):
        https(server.url)(ASKED)


@pytest.mark.parametrize("status", ["429 Busy", "503 Down", "504 Late"])
def test_an_endpoint_that_cannot_answer_now_is_asked_later(status: str) -> None:
    with wire_server(answering(b"", status=status)) as server, pytest.raises(ReadUnavailableError, match=f"answered {status[:3]}"):
        https(server.url)(ASKED)


def test_an_endpoint_that_is_gone_slow_or_endless_is_asked_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_line, "SECONDS", 0.3)
    with (
        wire_server(saying(b"HTTP/1.1 200 OK\r\n", b"x", pause_seconds=1)) as server,
        pytest.raises(ReadUnavailableError, match="deadline"),
    ):
        https(server.url)(ASKED)
    with pytest.raises(ReadUnavailableError, match="cannot be reached"):
        https(server.url)(ASKED)
    with (
        wire_server(answering(bytes(MAX_ANSWER_BYTES + 1))) as server,
        pytest.raises(ReadUnavailableError, match="more than 1048576 bytes"),
    ):
        https(server.url)(ASKED)


def test_an_endpoint_needs_a_public_address() -> None:
    lines = RemoteLines({"sandbox_payments": "https://127.0.0.1/"}, "main", SECRETS, Line())

    with pytest.raises(ReadUnavailableError, match="cannot be reached"):
        lines.reach(NEAR.manifest).prepare("refund.issue", {}, key="key-1")


def test_without_keys_nothing_is_sent() -> None:
    with wire_server(answering(b"{}")) as server:
        lines = RemoteLines({"sandbox_payments": server.url}, "elsewhere", SECRETS, HERE)
        with pytest.raises(RemoteFailedError, match="keys to sign calls of sandbox_payments"):
            lines.reach(NEAR.manifest).prepare("refund.issue", {}, key="key-1")
    assert server.heard == []


class Functions:
    """Lambda, as one function answers there."""

    def __init__(self, payload: bytes | Exception | None = None, **answer: object) -> None:
        self.payload, self.answer = payload, answer
        self.regions: list[str] = []

    def open(self, region: str) -> Any:
        self.regions.append(region)
        return self

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, object]:  # noqa: N803  the service's own names
        assert FunctionName == FUNCTION
        if isinstance(self.payload, Exception):
            raise self.payload
        return {"Payload": io.BytesIO(serve(NEAR, Payload) if self.payload is None else self.payload), **self.answer}


def test_a_function_is_invoked_in_its_region_by_one_client() -> None:
    functions = Functions()
    post = over_lambda(functions.open, FUNCTION)
    assert functions.regions == []

    for _ in range(2):
        assert b'"sandbox_payments"' in post(ASKED)
    assert functions.regions == ["eu-central-1"]


@pytest.mark.parametrize(
    ("functions", "error", "why"),
    [
        (Functions(FunctionError="Unhandled"), RemoteFailedError, "failed"),
        (Functions(bytes(MAX_ANSWER_BYTES + 1)), RemoteFailedError, "more than 1048576 bytes"),
        (Functions(ClientError({"Error": {"Code": "AccessDeniedException"}}, "Invoke")), RemoteFailedError, "AccessDeniedException"),
        (Functions(ClientError({"Error": {"Code": "RequestTooLargeException"}}, "Invoke")), RemoteFailedError, "RequestTooLarge"),
        (Functions(ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")), ReadUnavailableError, "TooManyRequests"),
        (Functions(ReadTimeoutError(endpoint_url="https://lambda")), ReadUnavailableError, "ReadTimeoutError"),
    ],
    ids=["fails", "too much", "not permitted", "asked too much", "busy", "slow"],
)
def test_trouble_with_a_function_is_told_apart(functions: Functions, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        over_lambda(functions.open, FUNCTION)(ASKED)


@pytest.fixture
def lambda_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Post]:
    """The real client of AWS, calling the service at an address of ours."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    def at(url: str) -> Post:
        monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", url.removesuffix("/api"))
        return over_lambda(open_lambda, FUNCTION)

    return at


def test_the_service_is_spoken_to_by_its_own_client(lambda_at: Callable[[str], Post]) -> None:
    with wire_server(answering(serve(NEAR, ASKED))) as server:
        assert lambda_at(server.url)(ASKED) == serve(NEAR, ASKED)
    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /2015-03-31/functions/" + FUNCTION.replace(":", "%3A").encode() + b"/invocations ")
    assert body == ASKED


def test_the_services_own_refusals_are_told_apart(lambda_at: Callable[[str], Post]) -> None:
    with wire_server(answering(b"{}", X_Amz_Function_Error="Unhandled")) as server, pytest.raises(RemoteFailedError, match="live failed"):
        lambda_at(server.url)(ASKED)
    refusal = answering(b"{}", status="403 Forbidden", x_amzn_errortype="AccessDeniedException")
    with wire_server(refusal) as server, pytest.raises(RemoteFailedError, match="AccessDeniedException"):
        lambda_at(server.url)(ASKED)


def test_a_call_of_a_function_has_one_try_and_an_end(lambda_at: Callable[[str], Post], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_line, "SECONDS", 0.3)
    with wire_server(saying(b"", b"HTTP/1.1 200 OK", pause_seconds=0.6)) as server:
        with pytest.raises(ReadUnavailableError, match="ReadTimeoutError"):
            lambda_at(server.url)(ASKED)
        assert len(server.heard) == 1


def test_what_is_down_is_left_alone_for_a_while() -> None:
    tries: list[bytes] = []

    def down(body: bytes) -> bytes:
        tries.append(body)
        raise ReadUnavailableError("down")

    spared = Spared("payments", down)
    for _ in range(FAILURES):
        with pytest.raises(ReadUnavailableError, match="down"):
            spared(ASKED)
    with pytest.raises(ReadUnavailableError, match="left alone for a while"):
        spared(ASKED)
    assert len(tries) == FAILURES


def test_an_answer_ends_a_row_of_failures() -> None:
    turns = iter([*[False] * (FAILURES - 1), True] * 2)

    def flaky(_: bytes) -> bytes:
        if not next(turns):
            raise ReadUnavailableError("down")
        return b"{}"

    spared = Spared("payments", flaky)
    for answers in [*[False] * (FAILURES - 1), True] * 2:
        if answers:
            assert spared(ASKED) == b"{}"
        else:
            with pytest.raises(ReadUnavailableError, match="down"):
                spared(ASKED)


def test_the_deployment_says_where() -> None:
    assert places_of(f" larkdesk={FUNCTION}, acme=https://acme.example/countersign?x=1,") == {
        "larkdesk": FUNCTION,
        "acme": "https://acme.example/countersign?x=1",
    }
    with pytest.raises(PluginSetupError, match="sandbox_payments runs elsewhere, and RemoteConnectors does not say where"):
        RemoteLines({}, "main", SECRETS, HERE).reach(NEAR.manifest)


@pytest.mark.parametrize("setting", [FUNCTION, "larkdesk", "larkdesk=", "larkdesk=ftp://acme.example", f"={FUNCTION}"])
def test_what_is_no_place_is_refused_at_start(setting: str) -> None:
    with pytest.raises(PluginSetupError, match="not followed by = and an ARN or an address"):
        places_of(setting)
