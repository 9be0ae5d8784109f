import pytest
from tests.builders import TENANT
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.record import keys
from countersign.record.paging import Wanted
from countersign.viewing.cases import case_story, cases_of


@pytest.fixture
def world() -> World:
    return World()


def refusal(act) -> int:
    with pytest.raises(RequestRefusedError) as refused:
        act()
    return refused.value.status


def test_a_day_lists_its_cases_newest_first(world):
    first = world.receive("evt_1", ticket_id="TICK-0101")
    world.wait(hours=1)
    second = world.receive("evt_2", ticket_id="TICK-0102")
    world.wait(days=1)
    world.receive("evt_3", ticket_id="TICK-0103")
    assert [case["case_id"] for case in cases_of(world.store, TENANT, "2026-11-18").rows] == [second.case_id, first.case_id]


def test_a_day_of_many_cases_comes_in_pages(world):
    received = [world.receive(f"evt_{number}", ticket_id=f"TICK-010{number}").case_id for number in range(3)]
    first = cases_of(world.store, TENANT, "2026-11-18", Wanted(limit=2))
    rest = cases_of(world.store, TENANT, "2026-11-18", Wanted(limit=2, cursor=first.next_cursor))
    assert len(rest.rows) == 1
    assert {case["case_id"] for case in (*first.rows, *rest.rows)} == set(received)


@pytest.mark.parametrize("day", ["", "today", "2026-13-01", "18.11.2026", "2026-11-18|x"])
def test_a_day_is_a_date(world, day):
    assert refusal(lambda: cases_of(world.store, TENANT, day)) == 400


def test_a_story_has_all_that_was_decided_and_done(world):
    ref = world.receive(subject="Refund for ORD-1001", text="It is broken. I want my money back for order ORD-1001.")
    (decision,) = world.run(ref)
    story = case_story(world.store, TENANT, ref.case_id)
    assert story["case"]["state"] == "RESOLVED"
    assert [found["verdict"] for found in story["decisions"]] == ["ALLOW", "ALLOW"]
    assert [found["state"] for found in story["attempts"]] == ["DONE", "DONE"]
    assert set(story["outcome"]["effects"]) == {decision.warrant, *decision.dependents}
    assert story["chain"] == {"whole": True, "events": len(story["record"]), "fault": None}


def test_a_story_says_where_its_record_was_changed(world):
    """I10."""
    ref = world.receive()
    world.triage(ref)
    world.alter(keys.audit(TENANT, ref.case_id, 1), actor="somebody")
    chain = case_story(world.store, TENANT, ref.case_id)["chain"]
    assert (chain["whole"], chain["fault"]) == (False, "1: event was changed")


def test_a_foreign_case_is_not_there(world):
    """I13."""
    ref = world.receive()
    assert refusal(lambda: case_story(world.store, "other", ref.case_id)) == 404
    assert cases_of(world.store, "other", "2026-11-18").rows == []
