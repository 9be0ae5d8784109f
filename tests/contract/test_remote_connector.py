"""A connector that runs elsewhere is the same connector: it passes the conformance kit as the one at hand does."""

import json
from dataclasses import replace

import pytest
from countersign_sandbox_payments.conformance import subject as payments
from countersign_sandbox_ticketing.conformance import subject as ticketing
from tests.contract.test_transport import HERE
from tests.contract.wire_server import answering, wire_server

from countersign.adapters.remote_connector import RemoteConnector, RemoteFailedError, over_https, over_lambda
from countersign.kit.bench import Bench
from countersign.kit.examine import examine_all
from countersign.sdk import Connector, InvalidArgumentsError, ReadUnavailableError, Request, Response
from countersign.sdk.conformance import Subject
from countersign.sdk.remote import serve


def remote(subject: Subject) -> Subject:
    """The same subject, its connector at the other end of a line that carries bytes only."""
    near = subject.connector()

    def make() -> Connector:
        return RemoteConnector(near.manifest, lambda body: serve(near, body))

    return replace(subject, connector=make)


@pytest.mark.parametrize("subject", [ticketing(), payments()], ids=["ticketing", "payments"])
def test_a_remote_connector_is_gold_like_the_one_at_hand(subject: Subject) -> None:
    report = examine_all(Bench(remote(subject), subject.fake), "fake")

    assert [finding for finding in report.findings if finding.outcome == "failed"] == []
    assert report.level == "gold"


def answered(body: bytes) -> RemoteConnector:
    return RemoteConnector(payments().connector().manifest, lambda _: body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"returns": 7}',
        b'{"returns": {"method": "TRACE", "path": "/"}}',
        b'{"returns": null}',
        b'{"raises": "SystemExit"}',
        b'{"more": 1}',
    ],
)
def test_an_answer_outside_the_contract_is_refused(body: bytes) -> None:
    with pytest.raises(RemoteFailedError):
        answered(body).prepare("refund.issue", {}, key="key-1")


def test_an_error_of_the_contract_comes_back_as_itself() -> None:
    with pytest.raises(InvalidArgumentsError, match=r"^no$"):
        answered(b'{"raises": "InvalidArgumentsError", "message": "no"}').prepare("refund.issue", {}, key="key-1")
    with pytest.raises(ReadUnavailableError) as busy:
        next(answered(b'{"raises": "ReadUnavailableError", "message": "busy", "retry_after_seconds": 7}').check())
    assert busy.value.retry_after_seconds == 7


@pytest.mark.parametrize("call", [b"", b"{}", b'{"contract": 1, "member": "__init__"}', b'{"contract": 2, "member": "manifest"}'])
def test_a_call_outside_the_contract_is_answered_so(call: bytes) -> None:
    assert json.loads(serve(payments().connector(), call))["raises"] == "InvalidArgumentsError"


@pytest.mark.parametrize("member", ["interpret", "compensate", "verify_webhook", "parse_event", "reconcile"])
def test_a_call_that_lacks_an_argument_is_answered_so(member: str) -> None:
    answer = json.loads(serve(payments().connector(), json.dumps({"contract": 1, "member": member}).encode()))

    assert (answer["raises"], answer["message"]) == ("InvalidArgumentsError", f"{member} lacks an argument")


def test_bytes_that_are_no_text_arrive_as_they_were() -> None:
    near = ticketing().connector()
    far = RemoteConnector(near.manifest, lambda body: serve(near, body))
    request = near.prepare("ticket.note_internal", {"ticket_id": "TICK-0001", "text": "Hm"}, key="key-1")
    response = Response(status=201, body=b"\xff\xfe")

    assert far.interpret("ticket.note_internal", request, response) == near.interpret("ticket.note_internal", request, response)


def test_over_https_it_is_asked_with_its_token() -> None:
    prepared = Request(method="POST", path="/refunds")
    answer = json.dumps({"returns": prepared.model_dump(mode="json")}).encode()
    with wire_server(answering(answer)) as server:
        far = RemoteConnector(payments().connector().manifest, over_https(HERE, server.url, "s3cret", "payments"))
        assert far.prepare("refund.issue", {}, key="key-1") == prepared

    assert b"authorization: bearer s3cret" in server.heard[0].lower()
    assert json.loads(server.heard[0].rpartition(b"\r\n\r\n")[2])["member"] == "prepare"


def test_over_https_trouble_is_told_apart() -> None:
    with wire_server(answering(b"", status="500 Oops")) as server:
        post = over_https(HERE, server.url, "s3cret", "payments")
        with pytest.raises(RemoteFailedError, match="answered 500"):
            post(b"{}")
    with pytest.raises(ReadUnavailableError, match="cannot be reached"):
        post(b"{}")


class LambdaStub:
    """Answers as a function that fails, or that serves."""

    def __init__(self, **answer: object) -> None:
        self.answer = answer

    def invoke(self, **_: object) -> dict[str, object]:
        return self.answer


class Payload:
    def read(self) -> bytes:
        return serve(payments().connector(), b'{"contract": 1, "member": "manifest"}')


def test_over_lambda_it_is_invoked() -> None:
    assert b'"sandbox_payments"' in over_lambda(LambdaStub(Payload=Payload()), "payments")(b"{}")
    with pytest.raises(RemoteFailedError, match="payments failed"):
        over_lambda(LambdaStub(FunctionError="Unhandled", Payload=Payload()), "payments")(b"{}")
