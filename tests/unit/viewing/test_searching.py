import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.model.case import CaseRef
from countersign.record.paging import Wanted
from countersign.viewing.searching import Search, search

DAY = "2026-11-18"
REFUND, BENCH = make_action(2_000), make_action(12_000)


@pytest.fixture
def world() -> World:
    return World()


def cases(world: World, tenant: str = TENANT, **asked) -> list[str]:
    return [row["case_id"] for row in search(world.store, tenant, Search.from_json(asked)).rows]


def received(world: World, number: int, **ticket) -> str:
    world.wait(minutes=1)
    return world.receive(f"evt_{number}", ticket_id=f"TICK-010{number}", **ticket).case_id


def test_a_case_is_found_by_its_own_id_its_ticket_and_its_customer(world):
    first, second = received(world, 1), received(world, 2)
    received(world, 3, customer_id="CUST-0002")
    assert cases(world, q=first) == [first]
    assert cases(world, q="TICK-0102") == [second]
    assert cases(world, q="CUST-0001") == [second, first]
    assert cases(world, q="CUST-9999") == []


def test_a_case_is_found_by_what_approvers_have_in_hand(world):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    assert cases(world, q=request.approval_id) == [CASE_ID]
    assert cases(world, q=BENCH.digest) == [CASE_ID]


def test_a_note_in_the_place_of_an_action_is_found_too(world):
    world.given(REFUND)
    world.throw("action", REFUND.name)
    decision = world.settle(REF, REFUND.digest)
    assert decision.warrant not in {None, REFUND.digest}
    assert cases(world, q=decision.warrant) == [CASE_ID]


def test_the_cases_of_a_customer_come_in_pages(world):
    made = [received(world, number) for number in range(3)]
    first = search(world.store, TENANT, Search(q="CUST-0001"), Wanted(limit=2))
    rest = search(world.store, TENANT, Search(q="CUST-0001"), Wanted(limit=2, cursor=first.next_cursor))
    assert [row["case_id"] for row in (*first.rows, *rest.rows)] == made[::-1]


def test_the_cases_of_a_day_are_narrowed_by_state_and_intent(world):
    done = received(world, 1, text="Please refund order ORD-1001, the watering can is broken.")
    world.run(CaseRef(tenant=TENANT, case_id=done))
    waiting = received(world, 2)
    assert cases(world, day=DAY) == [waiting, done]
    assert cases(world, day=DAY, state="RECEIVED") == [waiting]
    assert cases(world, day=DAY, intent="refund_request") == [done]
    assert cases(world, day=DAY, state="RECEIVED", intent="refund_request") == []


def test_the_decisions_of_a_day_are_found_by_verdict_and_by_policy(world):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    (found,) = search(world.store, TENANT, Search.from_json({"day": DAY, "verdict": "REQUIRE_APPROVAL"})).rows
    assert (found["case_id"], found["action"], found["name"], found["intent"]) == (CASE_ID, BENCH.digest, "refund.issue", "refund_request")
    (policy,) = found["policies"]
    assert cases(world, day=DAY, policy=policy) == [CASE_ID]
    assert cases(world, day=DAY, policy="no.such.policy") == cases(world, day=DAY, verdict="DENY") == []
    assert cases(world, day="2026-11-17", verdict="REQUIRE_APPROVAL") == []


def test_every_decision_about_an_action_is_on_its_day(world):
    """Also the one before people voted."""
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    world.wait(minutes=5)
    world.vote(request, make_voter())
    world.gate(REF, BENCH.digest)
    assert cases(world, day=DAY, verdict="REQUIRE_APPROVAL") == cases(world, day=DAY, verdict="ALLOW") == [CASE_ID]


@pytest.mark.parametrize(
    "asked", [{}, {"q": "x", "day": DAY}, {"q": "x", "state": "STUCK"}, {"day": DAY, "state": "STUCK", "verdict": "DENY"}]
)
def test_one_question_at_a_time(asked):
    with pytest.raises(ValueError, match=r"either an id|whatever became|have a verdict"):
        Search.from_json(asked)


@pytest.mark.parametrize(
    "asked", [{"q": "main|case"}, {"q": "what is it"}, {"q": "C-1#"}, {"day": "today"}, {"day": "x|y", "verdict": "DENY"}]
)
def test_what_is_no_id_and_no_day_is_looked_for_nowhere(world, asked):
    """I13."""
    with pytest.raises(RequestRefusedError) as refused:
        cases(world, **asked)
    assert refused.value.status == 400


def test_another_tenant_finds_nothing(world):
    """I13."""
    case_id = received(world, 1)
    for name in (case_id, "TICK-0101", "CUST-0001"):
        assert cases(world, "other", q=name) == []
    assert cases(world, "other", day=DAY) == []
