"""What the sandbox connectors say undoes an action does, once and in time."""

from datetime import timedelta
from typing import Any

import pytest
from tests.contract.connectors.proposals import arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.local.sandbox.payments import PAID_OUT_AFTER
from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, Outcome


def undo(hub: Hub, action: str, arguments: dict[str, Any], done: Outcome, *, key: str = "key-2") -> Outcome:
    assert isinstance(done, Applied)
    name = str(hub.catalogue.descriptor(action).undo)
    return hub.do(name, hub.catalogue.connector(action).compensate(action, arguments, done), key=key)


def refunded(hub: Hub, sandbox: Sandbox) -> tuple[dict[str, Any], Outcome]:
    arguments = arguments_for("refund.issue", sandbox)
    return arguments, hub.do("refund.issue", arguments, key="key-1")


def test_a_refund_is_taken_back_as_a_whole(hub: Hub, sandbox: Sandbox) -> None:
    outcome = undo(hub, "refund.issue", *refunded(hub, sandbox))

    assert isinstance(outcome, Applied)
    assert hub.read("order.read", order_id="ORD-1001") == {**order(hub), "refundable_minor": 2_000, "status": "delivered"}


def order(hub: Hub) -> dict[str, Any]:
    return hub.read("order.read", order_id="ORD-1001") or {}


def test_a_refund_is_taken_back_once(hub: Hub, sandbox: Sandbox) -> None:
    """I2: also by the other system's own books."""
    arguments, done = refunded(hub, sandbox)
    undo(hub, "refund.issue", arguments, done)

    again = undo(hub, "refund.issue", arguments, done, key="key-3")

    assert isinstance(again, NotApplied)
    assert again.error.vendor_code == "already_reversed"


def test_part_of_a_refund_is_not_taken_back(hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do("refund.reverse", arguments_for("refund.reverse", sandbox, amount_minor=400), key="key-1")

    assert isinstance(outcome, NotApplied)
    assert outcome.error.vendor_code == "other_amount"


def test_the_window_ends_with_the_payment(hub: Hub) -> None:
    assert timedelta(seconds=hub.catalogue.descriptor("refund.issue").undo_seconds or 0) <= PAID_OUT_AFTER


def test_a_change_of_contact_is_undone_by_the_former_addresses(hub: Hub, sandbox: Sandbox) -> None:
    before, arguments = sandbox.customer("CUST-0001"), arguments_for("customer.update_contact", sandbox)

    undo(hub, "customer.update_contact", arguments, hub.do("customer.update_contact", arguments, key="key-1"))

    after = sandbox.customer("CUST-0001")
    assert (after["email"], after["phone"]) == (before["email"], before["phone"])


def test_the_former_addresses_are_put_over_the_change_itself_only(hub: Hub, sandbox: Sandbox) -> None:
    """The other system refuses a stamp that is not the record's latest."""
    arguments = arguments_for("customer.update_contact", sandbox)
    done = hub.do("customer.update_contact", arguments, key="key-1")

    assert isinstance(done, Applied)
    taking_back = hub.catalogue.connector("customer.update_contact").compensate("customer.update_contact", arguments, done)
    assert taking_back["updated_at"] == done.result["updated_at"] == sandbox.customer("CUST-0001")["updated_at"]


@pytest.mark.parametrize("before", [None, "orders"])
def test_a_hand_over_is_undone_by_the_former_queue(before: str | None, hub: Hub, sandbox: Sandbox) -> None:
    hub.do("ticket.hand_over", arguments_for("ticket.hand_over", sandbox, queue=before), key="key-0")
    arguments = arguments_for("ticket.hand_over", sandbox)

    undo(hub, "ticket.hand_over", arguments, hub.do("ticket.hand_over", arguments, key="key-1"))

    assert (hub.read("ticket.read", ticket_id="TICK-0001") or {})["queue"] == before


@pytest.mark.parametrize("action", ["ticket.hand_over", "customer.update_contact"])
def test_a_receipt_that_says_too_little_undoes_nothing(action: str, hub: Hub, sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentsError):
        hub.catalogue.connector(action).compensate(action, arguments_for(action, sandbox), Applied(vendor_id="X-1"))


@pytest.mark.parametrize("action", ["call.place", "sms.send"])
def test_nothing_undoes_what_has_reached_a_customer(action: str, hub: Hub, sandbox: Sandbox) -> None:
    with pytest.raises(InvalidArgumentsError):
        hub.catalogue.connector(action).compensate(action, arguments_for(action, sandbox), Applied(vendor_id="X-1"))
