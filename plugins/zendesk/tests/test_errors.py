"""The table of errors in README.md."""

import json

import pytest
from countersign_zendesk.connector import Zendesk

from countersign.sdk import NotApplied, Response, Unknown

CONNECTOR = Zendesk()
REFUSED, IN_DOUBT = NotApplied, Unknown


def interpreted(status: int, body: object, **headers: str) -> object:
    request = CONNECTOR.prepare("ticket.note_internal", {"ticket_id": "101", "text": "Hm"}, key="key-1")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return CONNECTOR.interpret("ticket.note_internal", request, Response(status=status, body=raw, headers=headers))


@pytest.mark.parametrize(
    ("status", "body", "outcome", "kind", "code"),
    [
        (400, {"error": "BadRequest"}, REFUSED, "invalid", "BadRequest"),
        (401, {"error": "Couldn't authenticate you"}, REFUSED, "auth", None),
        (403, {"error": {"title": "Forbidden", "message": "You do not have access to this page."}}, REFUSED, "permission", None),
        (404, {"error": "RecordNotFound", "description": "Not found"}, REFUSED, "not_found", "RecordNotFound"),
        (409, {"error": "UpdateConflict"}, REFUSED, "conflict", "UpdateConflict"),
        (409, {"error": "DatabaseConflict", "description": "Database collision"}, REFUSED, "conflict", "DatabaseConflict"),
        (413, "", REFUSED, "invalid", None),
        (422, {"error": "RecordInvalid", "details": {"status": []}}, REFUSED, "invalid", "RecordInvalid"),
        (429, "Too many requests", REFUSED, "rate_limited", None),
        (302, "", IN_DOUBT, "unexpected", None),
        (500, "<html>", IN_DOUBT, "unavailable", None),
        (502, "", IN_DOUBT, "unavailable", None),
        (503, "", IN_DOUBT, "unavailable", None),
        (504, "", IN_DOUBT, "unavailable", None),
        (200, {"ticket": {"id": 101}}, IN_DOUBT, "unexpected", None),
        (200, {"ticket": {"id": 101}, "audit": {"id": None, "events": []}}, IN_DOUBT, "unexpected", None),
        (200, "<html>", IN_DOUBT, "unexpected", None),
    ],
)
def test_an_answer_means(status: int, body: object, outcome: type, kind: str, code: str | None) -> None:
    meant = interpreted(status, body)

    assert isinstance(meant, REFUSED | IN_DOUBT)
    assert (type(meant), meant.error.kind, meant.error.vendor_code) == (outcome, kind, code)


def test_a_refusal_may_say_how_long_to_wait_and_which_request_it_was() -> None:
    meant = interpreted(429, "Too many requests", **{"retry-after": "34", "x-request-id": "req_1"})

    assert isinstance(meant, NotApplied)
    assert (meant.error.retry_after_seconds, meant.error.vendor_request_id) == (34, "req_1")


def test_a_sentence_of_the_vendors_is_not_passed_on() -> None:
    assert "Marta" not in repr(interpreted(422, {"error": "Marta Holm is suspended", "description": "Marta"}))
