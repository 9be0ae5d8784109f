"""The table of errors in README.md."""

import json

import pytest
from countersign_hubspot.connector import HubSpot

from countersign.sdk import Applied, NotApplied, Outcome, Response, Unknown

CONNECTOR = HubSpot()
REFUSED, IN_DOUBT = NotApplied, Unknown
CORRELATION = "aeb5f871-7f07-4993-9211-075dc63e7cbf"
CONTACT = {"id": "512", "properties": {}, "updatedAt": "2026-11-21T12:00:00.000Z"}


def interpreted(status: int, body: object, **headers: str) -> Outcome:
    change = {"customer_id": "CUST-0001", "email": "a@b.example", "phone": "+4915550100009", "updated_at": "2026-11-21T12:00:00Z"}
    request = CONNECTOR.prepare("customer.update_contact", change, key="key-1")
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return CONNECTOR.interpret("customer.update_contact", request, Response(status=status, body=raw, headers=headers))


def error(category: str) -> dict[str, str]:
    return {"status": "error", "category": category, "message": "marta@mail.example", "correlationId": CORRELATION}


def some(*errors: dict[str, str]) -> dict[str, object]:
    return {"status": "COMPLETE", "results": [], "numErrors": len(errors), "errors": errors}


@pytest.mark.parametrize(
    ("status", "body", "outcome", "kind", "code"),
    [
        (400, error("VALIDATION_ERROR"), REFUSED, "invalid", "VALIDATION_ERROR"),
        (401, error("INVALID_AUTHENTICATION"), REFUSED, "auth", "INVALID_AUTHENTICATION"),
        (401, error("EXPIRED_AUTHENTICATION"), REFUSED, "auth", "EXPIRED_AUTHENTICATION"),
        (403, error("MISSING_SCOPES"), REFUSED, "permission", "MISSING_SCOPES"),
        (404, error("OBJECT_NOT_FOUND"), REFUSED, "not_found", "OBJECT_NOT_FOUND"),
        (409, error("CONFLICT"), REFUSED, "conflict", "CONFLICT"),
        (409, error("OBJECT_ALREADY_EXISTS"), REFUSED, "conflict", "OBJECT_ALREADY_EXISTS"),
        (423, "", REFUSED, "unavailable", None),
        (429, {"status": "error", "errorType": "RATE_LIMIT", "policyName": "DAILY"}, REFUSED, "rate_limited", None),
        (477, "", REFUSED, "unavailable", None),
        (302, "", IN_DOUBT, "unexpected", None),
        (500, "<html>", IN_DOUBT, "unavailable", None),
        (502, "", IN_DOUBT, "unavailable", None),
        (503, "", IN_DOUBT, "unavailable", None),
        (504, "", IN_DOUBT, "unavailable", None),
        (524, "", IN_DOUBT, "unavailable", None),
        (200, error("VALIDATION_ERROR"), REFUSED, "invalid", "VALIDATION_ERROR"),
        (200, error("MISSING_SCOPES"), REFUSED, "permission", "MISSING_SCOPES"),
        (200, error("RATE_LIMITS"), REFUSED, "rate_limited", "RATE_LIMITS"),
        (200, error("SOMETHING_NEW"), IN_DOUBT, "unexpected", "SOMETHING_NEW"),
        (207, some(error("OBJECT_NOT_FOUND")), REFUSED, "not_found", "OBJECT_NOT_FOUND"),
        (207, some(error("SOMETHING_NEW")), IN_DOUBT, "unexpected", "SOMETHING_NEW"),
        (207, some() | {"results": [CONTACT]}, IN_DOUBT, "unexpected", None),
        (200, {"results": []}, IN_DOUBT, "unexpected", None),
        (200, "<html>", IN_DOUBT, "unexpected", None),
    ],
)
def test_an_answer_means(status: int, body: object, outcome: type, kind: str, code: str | None) -> None:
    meant = interpreted(status, body)

    assert isinstance(meant, REFUSED | IN_DOUBT)
    assert (type(meant), meant.error.kind, meant.error.vendor_code) == (outcome, kind, code)


def test_a_changed_contact_is_applied() -> None:
    assert interpreted(200, CONTACT) == Applied(vendor_id="512", result={"id": "512", "updated_at": "2026-11-21T12:00:00.000Z"})


def test_an_account_on_its_way_says_how_long_to_wait() -> None:
    meant = interpreted(477, "", **{"retry-after": "3600"})

    assert isinstance(meant, NotApplied)
    assert meant.error.retry_after_seconds == 3600


def test_hubspots_number_of_the_error_is_passed_on_and_its_sentence_is_not() -> None:
    meant = interpreted(400, error("VALIDATION_ERROR"))

    assert isinstance(meant, NotApplied)
    assert meant.error.vendor_request_id == CORRELATION
    assert "marta" not in repr(meant)


def test_a_category_of_another_shape_is_not_passed_on() -> None:
    assert "marta" not in repr(interpreted(400, error("marta@mail.example")))
