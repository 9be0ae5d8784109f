"""What is told when nobody answers: those who were asked are reminded, then more people may answer."""

from typing import Any

import pytest
from tests.builders import REF, TENANT, make_assessment, make_voter
from tests.unit.steps.questions import BENCH, PAVILION, asking
from tests.world import World

from countersign.model.approval import ApprovalRequest
from countersign.record import keys
from countersign.record.approvals import GRACE


def told(world: World) -> list[tuple[str, list[str], int]]:
    events = [event for event in world.record() if event.type.startswith("approval.")]
    return [(event.type.removeprefix("approval."), event.body["groups"], event.body["rung"]) for event in events]


def climb(world: World, request: ApprovalRequest) -> None:
    """Rung after rung, as the state machine waits."""
    waits = world.gate(REF, request.action).rung_seconds()
    for rung, seconds in enumerate(waits[:-1], start=1):
        world.wait(seconds=seconds)
        world.ask(REF, request.action, rung=rung)
    world.wait(seconds=waits[-1])


def test_a_supervisor_is_reminded_then_delegates_then_risk_then_a_person():
    world, request = asking()
    climb(world, request)
    world.now = request.expires_at + GRACE
    world.sweep()
    assert told(world) == [
        ("requested", ["supervisor"], 0),
        ("reminded", ["supervisor"], 1),
        ("rerouted", ["supervisor"], 2),
        ("rerouted", ["risk"], 3),
        ("expired", ["risk", "supervisor"], 3),
    ]


def test_a_step_of_one_role_asks_nobody_of_the_other():
    """Both are reminded after an hour; then it is the leads' turn alone, twice, and the supervisors' at the end of the second hour."""
    world, request = asking(assessment=make_assessment(confidence_bp=8_000))
    climb(world, request)
    assert told(world) == [
        ("requested", ["agent_lead", "supervisor"], 0),
        ("reminded", ["agent_lead", "supervisor"], 1),
        ("rerouted", ["agent_lead"], 2),
        ("rerouted", ["supervisor"], 3),
    ]


def test_what_is_told_names_the_approval_and_when_it_ends():
    world, request = asking(PAVILION)
    world.vote(request, make_voter("ria", "risk"))
    shown = request.to_json()
    for event in world.record()[1:]:
        assert {name: event.body[name] for name in ("approval_id", "expires_at", "action")} == {
            name: shown[name] for name in ("approval_id", "expires_at", "action")
        }


def test_asking_the_same_rung_again_reminds_nobody():
    """A workflow that begins anew is no reason for another message."""
    world, _ = asking()
    world.ask(REF, BENCH.digest)
    assert told(world)[1:] == [("asked_again", [], 0)]


def test_a_workflow_that_begins_anew_takes_the_question_from_nobody():
    world, _ = asking()
    world.ask(REF, BENCH.digest, rung=3)
    assert world.ask(REF, BENCH.digest, rung=0).groups("supervisor") == {"supervisor", "risk"}


@pytest.mark.parametrize(("rung", "opened"), [(0, False), (1, False), (2, True), (3, True)])
def test_delegates_of_those_who_are_there_may_answer_from_their_rung_on(rung, opened):
    world, _ = asking()
    assert world.ask(REF, BENCH.digest, rung=rung).open_to_delegates("supervisor") is opened


def test_what_is_told_holds_no_name():
    """I12."""
    world, request = asking()
    world.vote(request, make_voter())
    text = "".join(event.model_dump_json() for event in world.record())
    row: dict[str, Any] = world.row(keys.vote(TENANT, request.approval_id, "sub-sam"))
    assert row["grant"]["voter_name"] not in text.replace("sub-sam", "")
