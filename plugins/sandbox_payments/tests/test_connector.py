import pytest
from countersign_sandbox_payments.connector import SandboxPayments

from countersign.sdk import NotApplied, Request, Response

CONNECTOR = SandboxPayments()
ARGUMENTS = {"order_id": "ORD-1001", "customer_id": "CUST-0001", "amount_minor": 500, "currency": "EUR", "reason": "cracked"}


def test_a_refund_carries_its_key_in_the_header_and_for_good() -> None:
    request = CONNECTOR.prepare("refund.issue", ARGUMENTS, key="key-1")

    assert dict(request.headers)["idempotency-key"] == "key-1"
    assert request.body == (
        '{"amount_minor":500,"currency":"EUR","customer_id":"CUST-0001","order_id":"ORD-1001","reason":"cracked","reference":"key-1"}'
    )


def test_a_refund_is_looked_up_by_its_reference() -> None:
    request = CONNECTOR.prepare("refund.issue", ARGUMENTS, key="key-1")
    dialogue = CONNECTOR.reconcile("refund.issue", request, key="key-1")

    assert next(dialogue) == Request(method="GET", path="/refunds", query=(("reference", "key-1"),))
    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=b'{"refunds":[],"next_page":null}'))
    assert isinstance(done.value.value, NotApplied)
