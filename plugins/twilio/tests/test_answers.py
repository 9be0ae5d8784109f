"""The README's table of answers, row by row."""

import json
from typing import Any

import pytest
from countersign_twilio.connector import Twilio

from countersign.sdk import Applied, NotApplied, Outcome, Response, Unknown

CONNECTOR = Twilio()
SMS = {"customer_id": "CUST-0001", "to": "+4915550100001", "text": "On its way."}
SID = "SM" + "1" * 32


def meaning(status: int, body: dict[str, Any] | bytes, **headers: str) -> Outcome:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = CONNECTOR.prepare("sms.send", SMS, key="key-1")
    return CONNECTOR.interpret("sms.send", request, Response(status=status, headers=headers, body=raw))


def error(code: int) -> dict[str, Any]:
    return {"code": code, "message": "The number +4915550100001 is wrong", "status": 400}


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("state", ["accepted", "queued", "sending", "sent", "in-progress", "completed"])
def test_what_is_under_way_is_done(status: int, state: str) -> None:
    assert meaning(status, {"sid": SID, "status": state, "error_code": None}) == Applied(vendor_id=SID, result={"id": SID})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (201, {"sid": SID, "status": "failed", "error_code": 30007}, "conflict"),
        (201, {"sid": SID, "status": "undelivered", "error_code": 30003}, "conflict"),
        (200, {"sid": SID, "status": "canceled", "error_code": None}, "conflict"),
        (400, error(21220), "conflict"),
        (400, error(21215), "permission"),
        (400, error(21408), "permission"),
        (400, error(21611), "rate_limited"),
        (400, error(21211), "invalid"),
        (400, error(21610), "invalid"),
        (400, error(21614), "invalid"),
        (400, b"Bad request", "invalid"),
        (400, {"code": "21220"}, "invalid"),
        (401, error(20003), "auth"),
        (403, error(20003), "permission"),
        (404, error(20404), "not_found"),
        (429, error(20429), "rate_limited"),
        (429, b"Too many requests", "rate_limited"),
    ],
)
def test_what_was_refused(status: int, body: dict[str, Any] | bytes, kind: str) -> None:
    outcome = meaning(status, body)

    assert isinstance(outcome, NotApplied)
    assert outcome.error.kind == kind


@pytest.mark.parametrize(
    ("status", "body"),
    [(201, {"sid": SID}), (201, {"status": "queued"}), (201, b"<html>"), (302, b""), (500, error(20500)), (503, b"")],
)
def test_what_is_in_doubt(status: int, body: dict[str, Any] | bytes) -> None:
    assert isinstance(meaning(status, body), Unknown)


def test_codes_are_kept_and_words_are_not() -> None:
    outcome = meaning(400, error(21211), **{"twilio-request-id": "RQ7"})

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.vendor_code, outcome.error.vendor_request_id) == ("21211", "RQ7")
    assert "+49" not in outcome.error.safe_message
