from typing import Any

import pytest
from tests.contract.connectors.proposals import WRITES, arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox, make_hub

from countersign.ports import Power
from countersign.sdk import Applied, NotApplied


@pytest.mark.parametrize("action", WRITES)
def test_the_power_to_read_cannot_write(action: str, sandbox: Sandbox) -> None:
    hub, arguments = make_hub(sandbox, swapped={Power.WRITE: Power.READ}), arguments_for(action, sandbox)
    before = sandbox.effects()

    outcome = hub.do(action, arguments, key="key-1")

    assert isinstance(outcome, NotApplied)
    assert outcome.error.kind == "permission"
    assert sandbox.effects() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 2001}, "exceeds_refundable"),
        ({"currency": "USD"}, "wrong_currency"),
        ({"customer_id": "CUST-0002"}, "wrong_customer"),
        ({"order_id": "ORD-9999"}, "not_found"),
    ],
)
def test_a_wrong_refund_is_refused_without_effect(changes: dict[str, Any], code: str, hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do("refund.issue", arguments_for("refund.issue", sandbox, **changes), key="key-1")

    assert isinstance(outcome, NotApplied)
    assert outcome.error.vendor_code == code
    assert outcome.error.vendor_request_id is not None
    assert sandbox.effects() == []


def test_two_refunds_cannot_exceed_the_order(hub: Hub, sandbox: Sandbox) -> None:
    outcomes = [hub.do("refund.issue", arguments_for("refund.issue", sandbox, amount_minor=1200), key=key) for key in ("a", "b")]

    assert [type(outcome) for outcome in outcomes] == [Applied, NotApplied]


def test_a_record_changed_since_it_was_read_is_left_alone(hub: Hub, sandbox: Sandbox) -> None:
    arguments = arguments_for("customer.update_contact", sandbox, updated_at="2020-01-01T00:00:00Z")

    outcome = hub.do("customer.update_contact", arguments, key="key-1")

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.kind, outcome.error.vendor_code) == ("conflict", "stale")


def test_nothing_is_written_on_a_closed_ticket(hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do("ticket.reply_public", arguments_for("ticket.reply_public", sandbox, ticket_id="TICK-0002"), key="key-1")

    assert isinstance(outcome, NotApplied)
    assert outcome.error.vendor_code == "ticket_closed"
