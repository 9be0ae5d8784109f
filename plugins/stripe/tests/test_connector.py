from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qs

import pytest
from countersign_stripe.connector import Stripe
from countersign_stripe.fake import StripeFake, charge_of

from countersign.sdk import Applied, NotApplied, ReadRefusedError, Request, Response
from countersign.sdk.dialogue import run

CONNECTOR = Stripe()
REFUND = {"order_id": "ch_Order0001", "customer_id": "cus_Greta0001", "amount_minor": 700, "currency": "EUR", "reason": "It leaks."}


def converse(fake: StripeFake, dialogue: Generator[Request, Response, Any]) -> Any:
    return run(CONNECTOR.manifest, dialogue, fake.respond)


def refund(fake: StripeFake, key: str, **changes: Any) -> Request:
    request = CONNECTOR.prepare("refund.issue", {**REFUND, **changes}, key=key)
    fake.respond(request)
    return request


def test_a_refund_carries_its_key_in_the_header_and_for_good() -> None:
    request = CONNECTOR.prepare("refund.issue", REFUND, key="key-1")

    assert (request.method, request.path) == ("POST", "/v1/refunds")
    assert dict(request.headers) == {
        "content-type": "application/x-www-form-urlencoded",
        "stripe-version": "2026-10-28.endive",
        "idempotency-key": "key-1",
    }
    assert parse_qs(request.body or "") == {"charge": ["ch_Order0001"], "amount": ["700"], "metadata[countersign_key]": ["key-1"]}


@pytest.mark.parametrize(("currency", "sent"), [("EUR", "700"), ("JPY", "700"), ("ISK", "70000"), ("UGX", "70000")])
def test_an_amount_is_sent_as_stripe_counts_it(currency: str, sent: str) -> None:
    request = CONNECTOR.prepare("refund.issue", {**REFUND, "currency": currency}, key="key-1")

    assert parse_qs(request.body or "")["amount"] == [sent]


def test_a_refund_is_found_beyond_the_first_page_of_its_charge() -> None:
    fake = StripeFake()
    ours = refund(fake, "key-1", amount_minor=100)
    for number in (2, 3):
        refund(fake, f"key-{number}", amount_minor=100)

    assert converse(fake, CONNECTOR.reconcile("refund.issue", ours, key="key-1")).vendor_id == "re-0001"


def test_a_refund_that_failed_is_not_taken_for_paid() -> None:
    fake = StripeFake()
    ours = refund(fake, "key-1")
    fake.refunds[0]["status"] = "failed"

    assert isinstance(converse(fake, CONNECTOR.reconcile("refund.issue", ours, key="key-1")), NotApplied)
    assert converse(fake, CONNECTOR.list_effects("refund.issue", since="2026-01-01T00:00:00Z", page=None)).effects == ()


def test_a_refund_from_before_there_were_statuses_is_there() -> None:
    fake = StripeFake()
    ours = refund(fake, "key-1")
    fake.refunds[0]["status"] = None

    assert isinstance(converse(fake, CONNECTOR.reconcile("refund.issue", ours, key="key-1")), Applied)


def test_the_list_of_refunds_begins_where_it_is_asked_to_and_counts_as_the_hub_does() -> None:
    fake = StripeFake(charges={"ch_1": charge_of(1, id="ch_1", currency="isk")})
    refund(fake, "key-1", order_id="ch_1", amount_minor=20, currency="ISK")

    listed = converse(fake, CONNECTOR.list_effects("refund.issue", since="2026-11-21T12:00:00Z", page=None))
    later = converse(fake, CONNECTOR.list_effects("refund.issue", since="2026-11-22T12:00:00Z", page=None))

    assert [(effect.key, effect.amount_minor, effect.currency) for effect in listed.effects] == [("key-1", 20, "ISK")]
    assert (listed.next_page, later.effects) == (None, ())


def test_all_of_a_customers_charges_are_read_newest_first() -> None:
    read = converse(StripeFake(), CONNECTOR.read("order.list", {"customer_id": "cus_Greta0001"}))

    assert [order["order_id"] for order in read["orders"]] == ["ch_Order0003", "ch_Order0002", "ch_Order0001"]


def test_a_payment_intent_is_told_as_the_charge_made_for_it() -> None:
    read = converse(StripeFake(), CONNECTOR.read("order.read", {"order_id": "pi_Order0001"}))

    assert (read["order_id"], read["customer_id"]) == ("ch_Order0001", "cus_Greta0001")


def test_a_payment_intent_without_a_charge_is_no_order() -> None:
    dialogue = CONNECTOR.read("order.read", {"order_id": "pi_1"})
    next(dialogue)

    with pytest.raises(StopIteration) as done:
        dialogue.send(Response(status=200, body=b'{"id":"pi_1","object":"payment_intent","latest_charge":null}'))
    assert done.value.value is None


def test_an_answer_that_is_no_charge_is_refused() -> None:
    dialogue = CONNECTOR.read("order.read", {"order_id": "ch_1"})
    next(dialogue)

    with pytest.raises(ReadRefusedError):
        dialogue.send(Response(status=200, body=b'{"id":"ch_1","object":"charge","currency":null}'))


@pytest.mark.parametrize(
    ("changes", "status", "refundable"),
    [
        ({}, "paid", 2000),
        ({"amount_refunded": 500}, "partially_refunded", 1500),
        ({"amount_refunded": 2000, "refunded": True}, "refunded", 0),
        ({"amount_captured": 0, "captured": False}, "authorized", 0),
        ({"amount_captured": 0, "status": "failed"}, "failed", 0),
        ({"amount_captured": 0, "status": "pending"}, "pending", 0),
        ({"currency": "isk"}, "paid", 20),
    ],
)
def test_what_is_left_of_a_charge(changes: dict[str, Any], status: str, refundable: int) -> None:
    fake = StripeFake(charges={"ch_1": charge_of(1, **changes)})
    order = converse(fake, CONNECTOR.read("order.read", {"order_id": "ch_1"}))

    assert (order["status"], order["refundable_minor"]) == (status, refundable)
