import json
from typing import Any

import pytest
from countersign_roundup.connector import TAKEN_BACK, Roundup

from countersign.sdk import Applied, InvalidArgumentsError, NotListedError, Response

CONNECTOR = Roundup()
TICKET = {"ticket_id": "12"}


@pytest.mark.parametrize(
    ("action", "arguments", "method", "path", "body"),
    [
        (
            "ticket.reply_public",
            {"customer_id": "C1", "text": "Hi"},
            "POST",
            "msg",
            {"content": "Hi", "replies_to": "12", "messageid": "<k@countersign.invalid>"},
        ),
        (
            "ticket.note_internal",
            {"text": "Hm"},
            "POST",
            "msg",
            {"content": "Hm", "notes_on": "12", "messageid": "<k@countersign.invalid>"},
        ),
        (
            "ticket.hand_over",
            {"queue": "risk", "summary": "Why"},
            "PATCH",
            "issue/12",
            {"assignedto": "risk", "handed_over": "Why", "hub_key": "k"},
        ),
        ("ticket.tag", {"tags": ["delivery"]}, "PATCH", "issue/12", {"keyword": ["delivery"], "hub_key": "k"}),
        ("ticket.tag", {"tags": [], "version": '"ab"'}, "PATCH", "issue/12", {"keyword": [], "hub_key": "k", "@etag": '"ab"'}),
    ],
)
def test_each_action_is_one_request_with_our_key(action: str, arguments: dict[str, Any], method: str, path: str, body: object) -> None:
    request = CONNECTOR.prepare(action, {**TICKET, **arguments}, key="k")

    assert (request.method, request.path) == (method, f"/rest/data/{path}")
    assert json.loads(request.body or "") == body


def test_nobodys_queue_is_an_empty_name_for_null_would_change_nothing() -> None:
    request = CONNECTOR.prepare("ticket.hand_over", {**TICKET, "queue": None, "summary": "Why"}, key="k")

    assert json.loads(request.body or "")["assignedto"] == ""


def changed(action: str, arguments: dict[str, Any], **attributes: object) -> Applied:
    request = CONNECTOR.prepare(action, {**TICKET, **arguments}, key="k")
    body = json.dumps({"data": {"id": "12", "attribute": {**attributes, "hub_key": "k"}}}).encode()
    outcome = CONNECTOR.interpret(action, request, Response(status=200, body=body))
    assert isinstance(outcome, Applied)
    return outcome


def test_a_hand_over_is_taken_back_to_nobody_when_nobody_had_it() -> None:
    arguments = {"queue": "risk", "summary": "Why"}
    receipt = changed("ticket.hand_over", arguments, assignedto="6", team_before="")

    assert CONNECTOR.compensate("ticket.hand_over", {**TICKET, **arguments}, receipt) == {**TICKET, "queue": None, "summary": TAKEN_BACK}


def test_tags_are_taken_back_whatever_was_changed_since() -> None:
    receipt = changed("ticket.tag", {"tags": []}, keyword=[], tags_before='["delivery"]')

    assert CONNECTOR.compensate("ticket.tag", {**TICKET, "tags": []}, receipt) == {**TICKET, "tags": ["delivery"]}


def test_what_nobody_knows_is_not_taken_back() -> None:
    with pytest.raises(InvalidArgumentsError):
        CONNECTOR.compensate("ticket.tag", {**TICKET, "tags": []}, Applied(vendor_id="issue12", result={"id": "issue12"}))


def test_changes_are_not_listed() -> None:
    with pytest.raises(NotListedError):
        CONNECTOR.list_effects("ticket.tag", since="2026-01-01T00:00:00Z", page=None)
