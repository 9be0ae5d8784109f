from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import pytest
from tests.contract.connectors.proposals import arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.model.facts import ContactHistory, CustomerFact, OrderFact, Passage
from countersign.sdk import InvalidArgumentsError, ReadRefusedError

READS = {
    "customer.read": {"customer_id": "CUST-0001"},
    "customer.contacts": {"customer_id": "CUST-0011"},
    "order.read": {"order_id": "ORD-1001"},
    "order.list": {"customer_id": "CUST-0001"},
    "ticket.read": {"ticket_id": "TICK-0001"},
    "article.search": {"query": "how long may I return goods"},
    "article.read": {"article_id": "ART-005"},
}


def read(hub: Hub, action: str, **arguments: str) -> dict[str, Any]:
    found = hub.read(action, **arguments)
    assert found is not None
    return found


@pytest.mark.parametrize("action", READS)
def test_every_read_answers_in_its_declared_shape(action: str, hub: Hub) -> None:
    jsonschema_rs.Draft202012Validator(hub.catalogue.descriptor(action).output_schema).validate(read(hub, action, **READS[action]))


def test_reads_are_facts_as_the_hub_knows_them(hub: Hub) -> None:
    assert CustomerFact.from_json(read(hub, "customer.read", customer_id="CUST-0002")).vulnerable
    assert OrderFact.from_json(read(hub, "order.read", order_id="ORD-1003")).amount_minor == 250_000
    assert ContactHistory.from_json(read(hub, "customer.contacts", customer_id="CUST-0011")).contacts_24h == 3
    assert Passage.from_json(read(hub, "article.read", article_id="ART-001")).approved


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("customer.read", {"customer_id": "CUST-9999"}),
        ("customer.contacts", {"customer_id": "CUST-9999"}),
        ("order.read", {"order_id": "ORD-9999"}),
        ("order.list", {"customer_id": "CUST-9999"}),
        ("ticket.read", {"ticket_id": "TICK-9999"}),
        ("article.read", {"article_id": "ART-999"}),
    ],
)
def test_what_is_not_there_is_none(action: str, arguments: dict[str, str], hub: Hub) -> None:
    assert hub.read(action, **arguments) is None


def test_orders_are_read_over_all_pages(hub: Hub) -> None:
    orders = read(hub, "order.list", customer_id="CUST-0004")["orders"]

    assert len({order["order_id"] for order in orders}) == 12
    assert orders[0]["order_id"] == "ORD-1017"


def test_a_refund_lowers_what_is_refundable(hub: Hub, sandbox: Sandbox) -> None:
    hub.do("refund.issue", arguments_for("refund.issue", sandbox, amount_minor=1500), key="key-1")

    assert read(hub, "order.read", order_id="ORD-1001")["refundable_minor"] == 500


def test_contacts_count_over_all_systems(hub: Hub, sandbox: Sandbox) -> None:
    for action in ("call.place", "sms.send", "ticket.note_internal"):
        hub.do(action, arguments_for(action, sandbox), key="key-1")

    assert read(hub, "customer.contacts", customer_id="CUST-0001")["contacts_24h"] == 2


def test_drafts_and_expired_articles_come_marked(hub: Hub) -> None:
    passages = read(hub, "article.search", query="return policy")["passages"]
    found = {passage["article_id"]: Passage.from_json(passage) for passage in passages}

    assert not found["ART-017"].approved
    expired = found["ART-016"].valid_until
    assert expired is not None
    assert expired < datetime.now(UTC)


def test_an_identifier_cannot_climb_out_of_its_place(hub: Hub) -> None:
    with pytest.raises(InvalidArgumentsError, match=r"order\.read: /order_id breaks"):
        hub.read("order.read", order_id="../refunds")


def test_an_answer_that_makes_no_sense_is_refused(hub: Hub, sandbox: Sandbox) -> None:
    sandbox.fault(kind="wrong_json", system="crm")

    with pytest.raises(ReadRefusedError, match="KeyError"):
        hub.read("customer.read", customer_id="CUST-0001")
