"""The table of errors in README.md."""

import json

import pytest
from countersign_hubspot_tickets.connector import HubSpotTickets

from countersign.sdk import Applied, NotApplied, Outcome, ReadRefusedError, ReadUnavailableError, Response, Unknown
from countersign.sdk.dialogue import run

CONNECTOR = HubSpotTickets()
WRITES = {
    "ticket.note_internal": {"ticket_id": "701", "text": "Second complaint."},
    "ticket.hand_over": {"ticket_id": "701", "queue": "complaints", "summary": "Twice."},
    "ticket.tag": {"ticket_id": "701", "tags": ["orders"]},
}


def interpreted(action: str, status: int, body: object) -> Outcome:
    request = CONNECTOR.prepare(action, WRITES[action], key="key-1")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return CONNECTOR.interpret(action, request, Response(status=status, body=raw))


def error(category: str) -> dict[str, str]:
    return {"status": "error", "category": category, "message": "marta@mail.example"}


@pytest.mark.parametrize("action", WRITES)
@pytest.mark.parametrize(
    ("status", "body", "outcome", "kind", "code"),
    [
        (400, error("VALIDATION_ERROR"), NotApplied, "invalid", "VALIDATION_ERROR"),
        (401, error("INVALID_AUTHENTICATION"), NotApplied, "auth", "INVALID_AUTHENTICATION"),
        (401, error("EXPIRED_AUTHENTICATION"), NotApplied, "auth", "EXPIRED_AUTHENTICATION"),
        (403, error("MISSING_SCOPES"), NotApplied, "permission", "MISSING_SCOPES"),
        (404, error("OBJECT_NOT_FOUND"), NotApplied, "not_found", "OBJECT_NOT_FOUND"),
        (409, error("CONFLICT"), NotApplied, "conflict", "CONFLICT"),
        (423, "", NotApplied, "unavailable", None),
        (429, error("RATE_LIMITS"), NotApplied, "rate_limited", "RATE_LIMITS"),
        (477, "", NotApplied, "unavailable", None),
        (302, "", Unknown, "unexpected", None),
        (500, "<html>", Unknown, "unavailable", None),
        (502, "", Unknown, "unavailable", None),
        (503, "", Unknown, "unavailable", None),
        (504, "", Unknown, "unavailable", None),
        (524, "", Unknown, "unavailable", None),
        (200, error("VALIDATION_ERROR"), NotApplied, "invalid", "VALIDATION_ERROR"),
        (207, {"status": "COMPLETE", "results": [], "errors": [error("OBJECT_NOT_FOUND")]}, NotApplied, "not_found", "OBJECT_NOT_FOUND"),
        (201, error("SOMETHING_NEW"), Unknown, "unexpected", "SOMETHING_NEW"),
        (201, {"results": []}, Unknown, "unexpected", None),
        (200, "<html>", Unknown, "unexpected", None),
    ],
)
def test_an_answer_means(action: str, status: int, body: object, outcome: type, kind: str, code: str | None) -> None:  # noqa: PLR0917  a table's columns
    meant = interpreted(action, status, body)

    assert isinstance(meant, NotApplied | Unknown)
    assert (type(meant), meant.error.kind, meant.error.vendor_code) == (outcome, kind, code)
    assert "marta" not in repr(meant)


@pytest.mark.parametrize(("action", "status"), [("ticket.note_internal", 201), ("ticket.hand_over", 200), ("ticket.tag", 200)])
def test_what_was_written_is_applied(action: str, status: int) -> None:
    written = {"id": "701", "properties": {}, "updatedAt": "2026-11-21T12:00:00.000Z"}

    assert interpreted(action, status, written) == Applied(vendor_id="701", result={"id": "701", "updated_at": "2026-11-21T12:00:00.000Z"})


@pytest.mark.parametrize(("status", "error"), [(403, ReadRefusedError), (429, ReadUnavailableError), (500, ReadUnavailableError)])
def test_a_read_that_is_not_answered_is_no_ticket(status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        run(CONNECTOR.manifest, CONNECTOR.read("ticket.read", {"ticket_id": "701"}), lambda _: Response(status=status))
