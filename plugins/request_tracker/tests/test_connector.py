import json
from typing import Any

import pytest
from countersign_request_tracker.conformance import subject
from countersign_request_tracker.connector import RequestTracker

from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, Outcome, ReadRefusedError, Request, Response, Unknown

CONNECTOR = RequestTracker()
MOVED = ["Ticket 1: Queue changed from orders to complaints", "Hand-over summary Why added", "Countersign change key-1 added"]
LOCATION = {"location": "/REST/2.0/transaction/46"}


def prepared(action: str, **changes: Any) -> Request:
    return CONNECTOR.prepare(action, {**subject().writes[action].arguments, **changes}, key="key-1")


def answered(action: str, status: int, body: Any, headers: dict[str, str] | None = None) -> Outcome:
    response = Response(status=status, headers=headers or {}, body=json.dumps(body).encode())
    return CONNECTOR.interpret(action, prepared(action), response)


@pytest.mark.parametrize(
    ("action", "method", "path", "body"),
    [
        (
            "ticket.reply_public",
            "POST",
            "/REST/2.0/ticket/1/correspond",
            {"Content": "Hi", "ContentType": "text/plain", "TxnCustomFields": {"Countersign key": "key-1"}},
        ),
        (
            "ticket.note_internal",
            "POST",
            "/REST/2.0/ticket/1/comment",
            {"Content": "Hi", "ContentType": "text/plain", "TxnCustomFields": {"Countersign key": "key-1"}},
        ),
        (
            "ticket.hand_over",
            "PUT",
            "/REST/2.0/ticket/1",
            {"Queue": "complaints", "CustomFields": {"Hand-over summary": "Hi", "Countersign change": "key-1"}},
        ),
    ],
)
def test_each_action_is_one_request_with_our_key(action: str, method: str, path: str, body: dict[str, Any]) -> None:
    request = prepared(action, **{"summary" if action == "ticket.hand_over" else "text": "Hi"})

    assert (request.method, request.path) == (method, path)
    assert json.loads(request.body or "") == body


def test_tags_are_set_on_the_version_that_was_read_or_on_any() -> None:
    assert ("if-match", '"44"') in prepared("ticket.tag").headers
    unconditional = CONNECTOR.prepare("ticket.tag", {"ticket_id": "1", "tags": ["late"]}, key="key-1")
    assert [name for name, _ in unconditional.headers] == ["content-type"]


@pytest.mark.parametrize(
    ("action", "status", "body", "headers", "expected"),
    [
        ("ticket.reply_public", 201, ["Correspondence added", "Custom fields updated"], LOCATION, Applied),
        ("ticket.reply_public", 201, ["Correspondence added"], {}, Unknown),
        ("ticket.reply_public", 201, [], LOCATION, Unknown),
        ("ticket.reply_public", 201, ["Correspondence added"], {"location": "/REST/2.0/transaction/x"}, Unknown),
        ("ticket.reply_public", 200, ["Correspondence added"], LOCATION, Unknown),
        ("ticket.reply_public", 400, {"message": "Message could not be recorded"}, {}, "invalid"),
        ("ticket.reply_public", 401, {"message": "Unauthorized"}, {}, "auth"),
        ("ticket.reply_public", 403, {"message": "Forbidden"}, {}, "permission"),
        ("ticket.reply_public", 500, {"message": "Internal Server Error"}, {}, Unknown),
        ("ticket.hand_over", 200, MOVED, {}, Applied),
        ("ticket.hand_over", 200, [*MOVED[:2], "Countersign change key-0 changed to key-1"], {}, Applied),
        ("ticket.hand_over", 200, ["Ticket 1: Queue complaints does not exist", *MOVED[1:]], {}, Unknown),
        ("ticket.hand_over", 200, ["Ticket 1: Queue changed from orders to board", *MOVED[1:]], {}, Unknown),
        ("ticket.hand_over", 200, [MOVED[0], "Permission Denied", MOVED[2]], {}, Unknown),
        ("ticket.hand_over", 200, [MOVED[0], MOVED[1], "Permission Denied"], {}, Unknown),
        ("ticket.hand_over", 200, ["Ticket 1: Warteschlange geändert", *MOVED[1:]], {}, Unknown),
        ("ticket.hand_over", 404, {"message": "Resource does not exist; use POST to create"}, {}, "not_found"),
        ("ticket.tag", 200, ["damaged added as a value for Tags", "Countersign change key-1 added"], {}, Applied),
        ("ticket.tag", 200, ["Permission Denied", "Countersign change key-1 added"], {}, Unknown),
        ("ticket.tag", 200, ["damaged added as a value for Tags"], {}, Unknown),
        ("ticket.tag", 412, {"message": "Precondition Failed"}, {}, "conflict"),
    ],
)
def test_what_an_answer_means(action: str, status: int, body: Any, headers: dict[str, str], expected: type[Outcome] | str) -> None:
    outcome = answered(action, status, body, headers)

    if isinstance(expected, str):
        assert isinstance(outcome, NotApplied)
        assert outcome.error.kind == expected
    else:
        assert isinstance(outcome, expected)


def test_what_was_before_is_told_by_what_rt_added_and_took_away() -> None:
    said = ["damaged added as a value for Tags", "late is no longer a value for custom field Tags", "Countersign change key-1 added"]
    tagged, moved = answered("ticket.tag", 200, said), answered("ticket.hand_over", 200, MOVED)

    assert isinstance(tagged, Applied)
    assert isinstance(moved, Applied)
    assert tagged.result["former_tags"] == ["delivery", "late"]
    assert moved.result["former_queue"] == "orders"


@pytest.mark.parametrize("action", ["ticket.hand_over", "ticket.tag"])
def test_what_was_only_looked_up_cannot_be_taken_back(action: str) -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.compensate(action, {"ticket_id": "1"}, Applied(vendor_id="ticket/1", result={"id": "ticket/1"}))


def test_a_key_that_could_mean_more_in_a_query_is_never_asked_for() -> None:
    with pytest.raises(ReadRefusedError):
        next(CONNECTOR.reconcile("ticket.note_internal", prepared("ticket.note_internal"), key="x' OR id > 0 OR Type='"))


def test_the_self_test_names_the_field_that_is_missing() -> None:
    dialogue = CONNECTOR.check()
    next(dialogue)

    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=b'{"items":[]}'))
    assert done.value.value.findings == ("RT shows no custom field called Countersign key",)
