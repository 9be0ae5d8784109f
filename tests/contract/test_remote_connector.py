"""A connector that runs elsewhere is the same connector: it passes the conformance kit as the one at hand does."""

import json
from dataclasses import replace

import pytest
from countersign_sandbox_payments.conformance import subject as payments
from countersign_sandbox_ticketing.conformance import subject as ticketing

from countersign.kit.bench import Bench
from countersign.kit.examine import examine_all
from countersign.sdk import Connector, InvalidArgumentsError, RawWebhook, ReadRefusedError, ReadUnavailableError, Response
from countersign.sdk.conformance import Subject
from countersign.sdk.errors import NotAsApprovedError
from countersign.sdk.remote import serve
from countersign.sdk.remote_connector import RemoteConnector, RemoteFailedError


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
        b"{}",
        b'{"raises": null}',
        b'{"returns": {"method": "GET", "path": "/"}, "asks": {"method": "GET", "path": "/"}}',
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
    assert json.loads(serve(payments().connector(), call))["raises"] == "NotAsApprovedError"


def test_another_version_than_the_approved_one_does_nothing() -> None:
    near = payments().connector()
    approved = near.manifest.model_copy(update={"version": "0.0.9"})

    with pytest.raises(NotAsApprovedError, match=f"this connector is {near.manifest.version}"):
        RemoteConnector(approved, lambda body: serve(near, body)).prepare("refund.issue", {}, key="key-1")


def test_what_it_says_of_itself_changes_nothing() -> None:
    """Its manifest is what was approved, whatever is deployed there now."""
    near = payments().connector()
    approved = near.manifest.model_copy(update={"actions": near.manifest.actions[:1]})
    far = RemoteConnector(approved, lambda body: serve(near, body))

    assert far.told() == near.manifest
    assert far.manifest == approved


def test_an_answer_that_says_nothing_makes_no_webhook_genuine() -> None:
    webhook = RawWebhook(headers={}, body=b"{}", url="https://hub.example/webhooks")

    with pytest.raises(RemoteFailedError):
        answered(b"{}").verify_webhook(webhook, keys=(), now=0)


def test_a_request_that_is_another_one_each_time_is_shown_to_nobody() -> None:
    sent: list[bytes] = []

    def fickle(body: bytes) -> bytes:
        sent.append(body)
        return json.dumps({"returns": {"method": "POST", "path": f"/refunds/{len(sent)}"}}).encode()

    with pytest.raises(RemoteFailedError, match="sandbox_payments prepares another request each time"):
        RemoteConnector(payments().connector().manifest, fickle).prepare("refund.issue", {}, key="key-1")
    assert sent[0] == sent[1]


@pytest.mark.parametrize("member", ["interpret", "compensate", "verify_webhook", "parse_event", "reconcile"])
def test_a_call_that_lacks_an_argument_is_answered_so(member: str) -> None:
    answer = json.loads(serve(payments().connector(), json.dumps({"contract": 1, "member": member}).encode()))

    assert (answer["raises"], answer["message"]) == ("InvalidArgumentsError", f"{member} lacks an argument")


def test_code_that_fails_is_told_without_what_it_failed_on() -> None:
    near = payments().connector()
    dialogue = RemoteConnector(near.manifest, lambda body: serve(near, body)).read("order.read", {"order_id": "ORD-1001"})
    next(dialogue)

    with pytest.raises(ReadRefusedError, match=r"^the connector cannot make sense of it: KeyError$"):
        dialogue.send(Response(status=200, body=b'{"customer": "Marta Lindqvist"}'))


def test_bytes_that_are_no_text_arrive_as_they_were() -> None:
    near = ticketing().connector()
    far = RemoteConnector(near.manifest, lambda body: serve(near, body))
    request = near.prepare("ticket.note_internal", {"ticket_id": "TICK-0001", "text": "Hm"}, key="key-1")
    response = Response(status=201, body=b"\xff\xfe")

    assert far.interpret("ticket.note_internal", request, response) == near.interpret("ticket.note_internal", request, response)
