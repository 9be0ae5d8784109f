from datetime import timedelta
from typing import Any

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_sheet, make_voter
from tests.world import World

from countersign.errors import CaseNotFoundError, EffectUnknownError
from countersign.model.case import CaseState
from countersign.ports import Replace, Table
from countersign.record import keys

SMALL, BENCH = make_action(2_000), make_action(12_000, action_id="1", idempotency_key="b" * 40)


@pytest.fixture
def world() -> World:
    return World()


def outcome(world: World) -> dict[str, Any]:
    return world.row(keys.outcome(TENANT, CASE_ID))


def test_a_done_refund_resolves_the_case(world):
    world.given(SMALL)
    world.settle(REF, SMALL.digest)
    world.wait(seconds=7)
    assert world.measure(REF).state is CaseState.RESOLVED
    assert (outcome(world)["effects"], outcome(world)["seconds"]) == ([SMALL.digest], 7)


def test_a_clock_that_is_behind_makes_no_case_take_less_than_no_time(world):
    world.given(SMALL)
    world.settle(REF, SMALL.digest)
    world.wait(seconds=-40)
    world.measure(REF)
    assert outcome(world)["seconds"] == 0


@pytest.mark.parametrize(
    ("quality_bp", "state"), [(6_000, CaseState.DRAFTED), (3_000, CaseState.RECOMMENDED)], ids=["draft", "recommendation"]
)
def test_a_note_in_place_of_the_action_is_what_it_is(world, quality_bp, state):
    world.given(SMALL, sheet=make_sheet(quality_bp=quality_bp))
    world.settle(REF, SMALL.digest)
    assert world.measure(REF).state is state


def test_deciding_again_gives_nobody_more_time(world):
    """I9: a case that waits for nobody is noticed as soon as one that waits for somebody is overdue."""
    world.given(BENCH)
    world.settle(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    world.wait(hours=7)
    world.store.transact([Replace(keys.fact_sheet(TENANT, CASE_ID), make_sheet(observed_at=world.now).to_json())])
    world.settle(REF, BENCH.digest)
    world.measure(REF)
    world.now = request.expires_at + timedelta(minutes=15)
    assert keys.case(TENANT, CASE_ID) in {due.key for due in world.store.due(world.now, 10)}


def test_what_waits_for_people_outweighs_what_is_done(world):
    world.given(SMALL, BENCH)
    world.settle(REF, SMALL.digest)
    world.settle(REF, BENCH.digest)
    world.ask(REF, BENCH.digest)
    assert world.measure(REF).state is CaseState.WAITING


def test_an_effect_nobody_knows_of_is_a_persons(world):
    """I14."""
    world.given(SMALL)
    world.gate(REF, SMALL.digest)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, SMALL.digest)
    assert world.measure(REF).state is CaseState.ESCALATED


@pytest.mark.parametrize("answered", [False, True], ids=["nobody answered", "approved, then the workflow failed"])
def test_a_case_does_not_wait_for_a_workflow_that_has_given_up(world, answered):
    """I9."""
    world.given(BENCH)
    world.settle(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    assert world.measure(REF).state is CaseState.WAITING
    if answered:
        world.vote(request, make_voter())
    world.escalate(REF, BENCH.digest, "States.Timeout")
    assert world.measure(REF).state is CaseState.ESCALATED


def test_a_case_that_waits_longer_than_anybody_was_given_is_due(world):
    """I9: the approval's workflow must have ended by then, and did not say how."""
    world.given(BENCH)
    world.settle(REF, BENCH.digest)
    world.measure(REF)
    (overdue,) = world.store.due(world.now + timedelta(hours=8, minutes=15), 10)
    assert (overdue.key, overdue.due_at) == (keys.case(TENANT, CASE_ID), world.now + timedelta(hours=8, minutes=15))


def test_a_refused_approval_ends_with_a_person(world):
    world.given(BENCH)
    world.settle(REF, BENCH.digest)
    world.vote(world.ask(REF, BENCH.digest), make_voter(), "reject")
    assert world.measure(REF).state is CaseState.ESCALATED


def test_measuring_again_changes_nothing(world):
    world.given(SMALL)
    world.settle(REF, SMALL.digest)
    world.measure(REF)
    before = world.record()
    world.wait(minutes=1)
    world.measure(REF)
    assert world.record() == before


def test_a_case_that_is_not_there_is_said_to_be_so(world):
    with pytest.raises(CaseNotFoundError):
        world.measure(REF)


def test_escalating_twice_puts_one_line_on_the_list(world):
    world.escalate(REF, SMALL.digest, "DENY")
    world.escalate(REF, SMALL.digest, "EffectUnknownError")
    (row,) = world.store.query(Table.STATE, keys.exceptions(TENANT))
    assert (row["subject"], row["reason"]) == (SMALL.digest, "DENY")
    assert world.types(REF) == ["case.escalated"]
