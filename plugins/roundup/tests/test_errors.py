"""The table of errors in README.md."""

import json

import pytest
from countersign_roundup.connector import Roundup

from countersign.sdk import NotApplied, Response, Unknown

CONNECTOR = Roundup()
REFUSED, IN_DOUBT = NotApplied, Unknown
TAGGING = CONNECTOR.prepare("ticket.tag", {"ticket_id": "1", "tags": ["delivery"]}, key="key-1")
NOTING = CONNECTOR.prepare("ticket.note_internal", {"ticket_id": "1", "text": "Hm"}, key="key-1")


def error(status: int, told: str = "in words") -> str:
    return json.dumps({"error": {"status": status, "msg": told}})


@pytest.mark.parametrize("request_", [TAGGING, NOTING], ids=["change", "message"])
@pytest.mark.parametrize(
    ("status", "body", "outcome", "kind"),
    [
        (400, error(400, "property keyword: 'Marta' is not a keyword."), REFUSED, "invalid"),
        (401, "Invalid Login - Invalid login", REFUSED, "auth"),
        (403, error(403), REFUSED, "permission"),
        (404, error(404, "no such issue 999"), REFUSED, "not_found"),
        (405, error(405), REFUSED, "invalid"),
        (409, error(409, "issue has no node 999"), REFUSED, "conflict"),
        (412, error(412), REFUSED, "conflict"),
        (429, error(429), REFUSED, "rate_limited"),
        (402, error(402, "Method under development"), IN_DOUBT, "unexpected"),
        (302, "", IN_DOUBT, "unexpected"),
        (500, "<html>", IN_DOUBT, "unavailable"),
        (502, "", IN_DOUBT, "unavailable"),
        (503, "", IN_DOUBT, "unavailable"),
    ],
)
def test_an_answer_means(request_: object, status: int, body: str, outcome: type, kind: str) -> None:
    meant = CONNECTOR.interpret("ticket.tag", request_, Response(status=status, body=body.encode()))

    assert isinstance(meant, REFUSED | IN_DOUBT)
    assert (type(meant), meant.error.kind) == (outcome, kind)
    assert "Marta" not in repr(meant)


@pytest.mark.parametrize(
    "data",
    [
        {"id": "1", "attribute": {"keyword": ["1"], "tags_before": "[]"}},
        {"id": "1", "attribute": {"keyword": ["1"], "tags_before": "[]", "hub_key": "another"}},
        {"id": 1, "attribute": {"keyword": ["1"], "tags_before": "[]", "hub_key": "key-1"}},
        {"id": "1", "attribute": {"keyword": ["1"], "tags_before": "no list", "hub_key": "key-1"}},
        {"id": "1"},
        [],
    ],
)
def test_a_success_that_does_not_show_our_change_is_in_doubt(data: object) -> None:
    response = Response(status=200, body=json.dumps({"data": data}).encode())

    assert isinstance(CONNECTOR.interpret("ticket.tag", TAGGING, response), Unknown)
