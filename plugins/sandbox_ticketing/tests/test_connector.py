import json
from typing import Any

import pytest
from countersign_sandbox_ticketing.connector import SandboxTicketing

from countersign.sdk import Applied, NotApplied, Response

CONNECTOR = SandboxTicketing()


@pytest.mark.parametrize(
    ("action", "arguments", "path", "body"),
    [
        ("ticket.reply_public", {"customer_id": "CUST-0001", "text": "Hi"}, "comments", {"public": True, "body": "Hi"}),
        ("ticket.note_internal", {"text": "Hm"}, "comments", {"public": False, "body": "Hm"}),
        ("ticket.hand_over", {"queue": "risk", "summary": "Why"}, "hand-overs", {"queue": "risk", "summary": "Why"}),
    ],
)
def test_each_action_is_one_post_with_our_key(action: str, arguments: dict[str, Any], path: str, body: dict[str, Any]) -> None:
    request = CONNECTOR.prepare(action, {"ticket_id": "TICK-0001", **arguments}, key="key-1")

    assert (request.method, request.path) == ("POST", f"/tickets/TICK-0001/{path}")
    assert json.loads(request.body or "") == {**body, "external_id": "key-1"}


def answered(code: str) -> object:
    request = CONNECTOR.prepare("ticket.note_internal", {"ticket_id": "TICK-0001", "text": "Hm"}, key="key-1")
    body = json.dumps({"error": {"code": code, "message": ""}, "existing_id": "COM-0007"}).encode()
    return CONNECTOR.interpret("ticket.note_internal", request, Response(status=409, body=body))


def test_our_own_key_taken_means_it_is_there_already() -> None:
    assert answered("duplicate_external_id") == Applied(vendor_id="COM-0007", result={"id": "COM-0007"})


def test_any_other_conflict_is_a_refusal() -> None:
    assert isinstance(answered("ticket_closed"), NotApplied)
