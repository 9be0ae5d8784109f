"""The README's table of answers, row by row."""

import json
from typing import Any

import pytest
from countersign_stripe.connector import Stripe

from countersign.sdk import Applied, NotApplied, Outcome, Response, Unknown

CONNECTOR = Stripe()
ARGUMENTS = {"order_id": "ch_1", "customer_id": "cus_1", "amount_minor": 700, "currency": "EUR", "reason": "leaks"}
ERROR_TYPE = "invalid_request_error"


def meaning(status: int, body: dict[str, Any] | bytes, **headers: str) -> Outcome:
    request = CONNECTOR.prepare("refund.issue", ARGUMENTS, key="key-1")
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CONNECTOR.interpret("refund.issue", request, Response(status=status, headers=headers, body=raw))


def error(code: str | None = None, kind: str = ERROR_TYPE) -> dict[str, Any]:
    return {"error": {"type": kind, "message": "No such charge: 'ch_1'", **({"code": code} if code else {})}}


def refund(status: str | None) -> dict[str, Any]:
    return {"id": "re_1", "object": "refund", "status": status}


@pytest.mark.parametrize("status", ["succeeded", "pending", "requires_action", None])
def test_a_refund_under_way_is_done(status: str | None) -> None:
    assert meaning(200, refund(status)) == Applied(vendor_id="re_1", result={"id": "re_1", "status": status})


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, refund("failed"), "conflict"),
        (200, refund("canceled"), "conflict"),
        (400, error("resource_missing"), "not_found"),
        (404, error("resource_missing"), "not_found"),
        (400, error("charge_already_refunded"), "conflict"),
        (400, error("charge_disputed"), "conflict"),
        (400, error("refund_disputed_payment"), "conflict"),
        (400, error("balance_insufficient"), "conflict"),
        (400, error(kind="idempotency_error"), "conflict"),
        (400, error(), "invalid"),
        (400, error("parameter_unknown"), "invalid"),
        (401, error(), "auth"),
        (402, error("card_declined", "card_error"), "conflict"),
        (403, error(), "permission"),
        (429, error("rate_limit"), "rate_limited"),
        (429, error("lock_timeout"), "rate_limited"),
        (429, b"Too many requests", "rate_limited"),
    ],
)
def test_a_refund_that_was_refused(status: int, body: dict[str, Any] | bytes, kind: str) -> None:
    outcome = meaning(status, body)

    assert isinstance(outcome, NotApplied)
    assert outcome.error.kind == kind


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"id": "ch_1", "object": "charge", "status": "succeeded"}),
        (200, b"<html>"),
        (302, b""),
        (409, error("idempotency_key_in_use", "idempotency_error")),
        (424, error(kind="api_error")),
        (500, error(kind="api_error")),
        (503, b""),
    ],
)
def test_a_refund_in_doubt(status: int, body: dict[str, Any] | bytes) -> None:
    assert isinstance(meaning(status, body), Unknown)


def test_what_stripe_calls_the_request_is_kept_for_its_support() -> None:
    outcome = meaning(400, error("charge_disputed"), **{"request-id": "req_7"})

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.vendor_request_id, outcome.error.vendor_code) == ("req_7", "charge_disputed")
    assert "ch_1" not in outcome.error.safe_message
