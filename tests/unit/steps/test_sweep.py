import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.fakes import CrashError
from tests.world import World

from countersign.model.case import CaseState
from countersign.model.decision import Verdict
from countersign.model.effect import AttemptState
from countersign.ports import Put, Table
from countersign.record import keys
from countersign.steps.sweep import HOPE, MAX_STARTS

REFUND = make_action(2_000)
BENCH = make_action(12_000)


@pytest.fixture
def world() -> World:
    return World()


def exceptions(world: World) -> dict[str, str]:
    rows = world.store.query(Table.STATE, keys.exceptions(TENANT))
    return {str(row["subject"]): str(row["reason"]) for row in rows}


def asking(world: World):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    return world.ask(REF, BENCH.digest, task_token="token")


def left_open(world: World) -> None:
    """A worker ends between opening the attempt and closing it."""
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    world.transport.crash.at = world.transport.crash.calls
    with pytest.raises(CrashError):
        world.execute(REF, REFUND.digest)


def test_nothing_due_costs_nothing(world):
    assert world.sweep().to_json() == {
        "cases_restarted": 0,
        "cases_stuck": 0,
        "approvals": 0,
        "attempts_unknown": 0,
        "sessions_over": 0,
        "hasty_answers": 0,
        "failed": 0,
        "oldest_seconds": 0,
    }


def test_a_case_nobody_finished_is_started_again_and_in_the_end_listed_as_stuck(world):
    """I9."""
    ref = world.receive()
    for _ in range(MAX_STARTS - 1):
        world.wait(minutes=10)
        assert world.sweep().cases_restarted == 1
    world.wait(minutes=10)
    assert world.sweep().cases_stuck == 1
    assert (world.case(ref).state, exceptions(world)) == (CaseState.STUCK, {"case": "CaseStuck"})
    world.wait(days=1)
    assert world.sweep().oldest_seconds == 0


def test_a_case_already_with_a_person_becomes_stuck_too(world):
    """I9: the workflow escalated it and then failed to measure it."""
    ref = world.receive()
    world.escalate(ref, None, "Lambda.Unknown")
    for _ in range(MAX_STARTS):
        world.wait(minutes=10)
        world.sweep()
    assert world.case(ref).state is CaseState.STUCK


def test_a_finished_case_is_not_due_any_more(world):
    ref = world.receive(text="I want my money back for ORD-1001.")
    world.run(ref)
    world.wait(hours=1)
    assert world.sweep().oldest_seconds == 0


def test_a_case_whose_approval_workflow_died_is_driven_on_and_in_the_end_stuck(world):
    """I9: it waits for nobody."""
    asking(world)
    world.measure(REF)
    world.wait(hours=9)
    assert world.sweep().cases_restarted == 1
    for _ in range(MAX_STARTS):
        world.wait(minutes=10)
        world.sweep()
    assert (world.case(REF).state, exceptions(world)) == (CaseState.STUCK, {"case": "CaseStuck"})


def test_a_case_driven_on_after_its_approval_expired_goes_to_a_person(world):
    """I9."""
    asking(world)
    world.measure(REF)
    world.wait(hours=9)
    world.sweep()
    assert world.measure(REF).state is CaseState.ESCALATED
    world.wait(hours=1)
    assert world.sweep().oldest_seconds == 0


def test_how_long_the_oldest_waits_is_told(world):
    world.receive()
    world.wait(minutes=5)
    assert world.sweep().oldest_seconds == 180


def test_an_approval_nobody_answered_expires(world):
    """I6, I9."""
    request = asking(world)
    world.wait(hours=9)
    assert world.sweep().approvals == 1
    assert world.row(keys.approval(TENANT, request.approval_id))["state"] == "EXPIRED"
    assert world.workflows.answers == {"token": "ApprovalVoidError"}
    assert world.store.query(Table.STATE, keys.inbox(TENANT)) == []


def test_a_workflow_that_was_not_told_of_an_answer_is_told(world, monkeypatch):
    """I9: the answer was durable before the workflow could be resumed."""
    request = asking(world)
    with monkeypatch.context() as patched:
        patched.setattr(world.workflows, "resume", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            world.vote(request, make_voter())
        world.wait(minutes=2)
        assert world.sweep().failed == 1
    assert world.sweep().approvals == 1
    assert world.workflows.answers["token"]["action"] == BENCH.digest
    world.wait(hours=1)
    assert world.sweep().approvals == 0


def test_an_attempt_left_open_is_tried_again_while_its_warrant_lives(world):
    """I9."""
    left_open(world)
    world.wait(minutes=1)
    assert world.sweep().cases_restarted == 1
    assert world.workflows.started == [(TENANT, CASE_ID)]
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def test_an_attempt_left_open_too_long_is_unknown_and_a_persons(world):
    """I9, I14: also when the workflow had put the action on the people's list before."""
    left_open(world)
    world.escalate(REF, REFUND.digest, "TransientHubError")
    world.wait(seconds=HOPE.total_seconds())
    assert world.sweep().attempts_unknown == 1
    assert world.row(keys.attempt(TENANT, CASE_ID, REFUND.digest))["state"] == "UNKNOWN"
    assert exceptions(world) == {REFUND.digest: "EffectUnknownError"}
    world.wait(days=1)
    assert (world.sweep().oldest_seconds, world.transport.effects()) == (0, [])


def test_one_row_nobody_can_read_does_not_hold_up_the_others(world):
    """I9."""
    ref = world.receive()
    world.rows.transact([Put(keys.case(TENANT, "C-BROKENBROKENBROK"), {"tenant": TENANT}, due_at=world.now)])
    world.wait(minutes=5)
    swept = world.sweep()
    assert (swept.failed, swept.cases_restarted) == (1, 1)
    assert world.case(ref).starts == 2


def test_a_yes_that_no_workflow_waits_for_still_takes_effect(world):
    """I9: an execution that waits can be lost, with the emulator or by a mistake; the answer is on record and the case goes on."""
    request = asking(world)
    world.measure(REF)
    world.vote(request, make_voter("sam", "supervisor"))
    world.wait(minutes=2)
    started = len(world.workflows.started)
    assert world.sweep().cases_restarted == 1
    assert len(world.workflows.started) == started + 1
    assert world.gate(REF, BENCH.digest).verdict is Verdict.ALLOW


@pytest.mark.parametrize("measured", ["before the answer", "after it"])
def test_a_no_that_no_workflow_waits_for_goes_to_a_person(world, measured):
    """I9: also of a case that has come to its end meanwhile."""
    request = asking(world)
    if measured == "before the answer":
        world.measure(REF)
    world.vote(request, make_voter("sam", "supervisor"), answer="reject", reason="not eligible")
    if measured == "after it":
        world.measure(REF)
    world.wait(minutes=2)
    world.sweep()
    world.measure(REF)
    assert (world.case(REF).state, exceptions(world)) == (CaseState.ESCALATED, {BENCH.digest: "ApprovalRejectedError"})
