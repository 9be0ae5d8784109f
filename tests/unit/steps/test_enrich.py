from collections.abc import Generator
from typing import Any

import pytest
from tests.builders import NOW, REF, TENANT, make_assessment, make_case, make_order
from tests.fakes import WatchedStore
from tests.world import World, catalogue

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import CaseNotFoundError, ContentAlteredError
from countersign.model.case import Channel, Interaction
from countersign.model.triage import Assessment
from countersign.ports import Put
from countersign.record import keys
from countersign.sdk.contract import Request, Response


@pytest.fixture
def world() -> World:
    return World()


def triaged(world: World, assessment: Assessment | None = None, **case) -> None:
    told = {"subject": "Opening hours", "text": "Are you open on Saturday?"}
    interaction = Interaction(ticket_id="TICK-0001", customer_id="CUST-0001", channel=Channel.EMAIL, **told)
    known = world.begin(make_case(**case), interaction)
    world.store.transact([Put(keys.assessment(TENANT, known.case_id), (assessment or make_assessment()).to_json())])


def _answered(answer: dict[str, Any]) -> Generator[Request, Response, dict[str, Any]]:
    """A dialogue that asks nothing."""
    yield from ()
    return answer


def reads(world: World) -> list[str]:
    return [entry["path"] for entry in world.transport.company.documents.journal(system=None, since=0)]


def test_each_fact_names_its_source_and_the_time_it_was_read(world):
    triaged(world)
    sheet = world.enrich(REF)
    assert [(source.connector, source.read, source.observed_at) for source in sheet.sources] == [
        ("sandbox_crm", "customer.read", NOW),
        ("sandbox_crm", "customer.contacts", NOW),
        ("sandbox_payments", "order.list", NOW),
    ]
    assert (sheet.customer.customer_id, [order.order_id for order in sheet.orders], sheet.gaps) == ("CUST-0001", ["ORD-1001"], ())


def test_facts_are_read_anew_each_time(world):
    """I1: a decision after hours of waiting rests on what is so then."""
    triaged(world)
    world.enrich(REF)
    world.transport.amend("order", "ORD-1001", refunded_minor=1_999)
    world.wait(hours=3)
    sheet = world.enrich(REF)
    assert (sheet.orders[0].refundable_minor, sheet.observed_at) == (1, world.now)
    assert world.types(REF) == ["facts.read", "facts.read"]


def test_without_an_order_in_the_text_all_of_the_customers_are_facts(world):
    triaged(world, make_assessment(references=()))
    assert [order.order_id for order in world.enrich(REF).orders] == ["ORD-1001", "ORD-1002", "ORD-1003"]


def test_an_order_that_is_not_the_customers_is_a_gap(world):
    """I11, I13."""
    triaged(world, make_assessment(references=("ORD-1004",)))
    sheet = world.enrich(REF)
    assert (sheet.orders, sheet.gaps) == ((), ("order.list: an order named in the text is not the customer's",))


def test_an_order_of_somebody_else_is_no_fact_of_this_case(world, monkeypatch):
    """I13: even when the payment system mixes them up."""
    triaged(world, make_assessment(references=()))
    mixed = [make_order(order_id="ORD-1004", customer_id="CUST-0002"), make_order()]
    answers = {"order.list": {"orders": [order.to_json() for order in mixed]}}
    payments = type(catalogue().connector("order.list"))
    monkeypatch.setattr(payments, "read", lambda _, action, __: _answered(answers[action]))
    assert [order.order_id for order in world.enrich(REF).orders] == ["ORD-1001"]


def test_only_what_the_intent_needs_is_read(world):
    triaged(world, make_assessment(intent="opening_hours", references=()))
    sheet = world.enrich(REF)
    assert [source.read for source in sheet.sources] == ["customer.read", "customer.contacts", "article.search"]
    assert "ART-001" in [passage.article_id for passage in sheet.passages]


@pytest.mark.parametrize("assessment", [make_assessment(known=False), make_assessment(intent="complaint")], ids=["unknown", "no playbook"])
def test_without_a_playbook_no_more_than_the_customer_is_read(world, assessment):
    triaged(world, assessment)
    world.enrich(REF)
    assert reads(world) == ["/customers/CUST-0001", "/customers/CUST-0001/contact-history"]


def test_a_customer_nobody_knows_is_an_unknown_fact(world):
    triaged(world, customer_id="CUST-9999")
    sheet = world.enrich(REF)
    assert (sheet.customer, sheet.contacts) == (None, None)
    assert [source.found for source in sheet.sources][:2] == [False, False]


def test_a_record_of_somebody_else_is_a_gap(world, monkeypatch):
    """I15: the flags of one customer never decide about another."""
    triaged(world)
    crm = type(catalogue().by_name("sandbox_crm"))
    other = {"customer_id": "CUST-0002", "contacts_24h": 0, "last_contact_at": None}
    monkeypatch.setattr(crm, "read", lambda _, action, __: _answered(other if action == "customer.contacts" else None))
    sheet = world.enrich(REF)
    assert (sheet.contacts, sheet.gaps) == (None, ("customer.contacts: answer is about another customer",))


def test_an_id_that_is_no_id_reads_nothing(world):
    """I12: and the gap does not repeat it."""
    triaged(world, customer_id="..")
    sheet = world.enrich(REF)
    assert sheet.gaps[0] == "customer.read: unavailable"
    assert [path for path in reads(world) if path.startswith("/customers")] == []


@pytest.mark.parametrize("fault", ["error_500", "rate_limit_429", "timeout_after_effect", "reset", "wrong_json"])
def test_a_read_that_fails_is_a_gap_and_not_the_end_of_the_case(world, fault):
    """I15: an unknown fact makes the gate stricter."""
    triaged(world)
    world.transport.fault(fault)
    sheet = world.enrich(REF)
    assert (sheet.customer, len(sheet.gaps)) == (None, 1)
    assert sheet.gaps[0].startswith("customer.read: ")


def test_an_answer_out_of_range_is_a_gap(world):
    """I15."""
    triaged(world)
    world.transport.amend("customer", "CUST-0001", utc_offset_minutes=9_999)
    assert world.enrich(REF).gaps == ("customer.read: answer does not fit the contract",)


def test_reading_never_writes(world):
    """I1: enrich has the power to read only."""
    triaged(world)
    world.enrich(REF)
    assert world.transport.writes() == []


def test_a_case_that_was_not_triaged_is_not_enriched(world):
    with pytest.raises(CaseNotFoundError):
        world.enrich(REF)


@pytest.mark.parametrize("number", range(3), ids=["triage", "enrich", "plan"])
def test_a_text_that_is_not_the_one_that_arrived_is_left_to_a_person(world, number):
    """I10: whoever can write into the content store cannot make the hub act on it."""
    ref = world.receive(subject="Opening hours", text="When are you open on Saturday?")
    steps = (world.triage, world.enrich, world.plan)
    for earlier in steps[:number]:
        earlier(ref)
    key = world.case(ref).content_key
    world.content.put(key, world.content.get(key).replace(b"Saturday", b"Sunday"))
    with pytest.raises(ContentAlteredError):
        steps[number](ref)


@pytest.mark.parametrize("step", ["triage", "plan"])
def test_two_workers_at_once_give_one_answer(step):
    """I2."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    ref = world.receive(subject="Refund for order ORD-1001", text="I want my money back for order ORD-1001, it is broken.")
    if step == "plan":
        world.triage(ref)
        world.enrich(ref)
    answers = []
    store.meanwhile.append(lambda: answers.append(getattr(world, step)(ref)))
    answers.append(getattr(world, step)(ref))
    assert answers[0] == answers[1]
    assert len(world.types(ref)) == len(set(world.types(ref)))


def test_a_repeat_of_triage_and_of_plan_gives_the_first_answer(world):
    """I2."""
    ref = world.receive(subject="Refund for order ORD-1001", text="I want my money back for order ORD-1001, it is broken.")
    assessment = world.triage(ref)
    world.enrich(ref)
    plan = world.plan(ref)
    world.transport.amend("order", "ORD-1001", refunded_minor=500)
    world.enrich(ref)
    assert (world.triage(ref), world.plan(ref)) == (assessment, plan)
    assert world.types(ref) == ["interaction.received", "case.triaged", "facts.read", "plan.proposed", "facts.read"]
