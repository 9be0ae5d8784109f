"""How often one person is told, and what is said together."""

from datetime import timedelta

import pytest
from tests.builders import make_action, make_voter
from tests.unit.notifying.told import ROOM, ToldWorld

from countersign.approving.care import shipped
from countersign.model.case import CaseRef
from countersign.notifying.together import NAMED
from countersign.record.paging import FIRST
from countersign.sdk import Response
from countersign.viewing.inbox import inbox
from countersign.viewing.turns import Looker

BUDGET = shipped().fatigue.notices_per_hour
SAM = make_voter()
# A supervisor's question: delegates are asked after two hours, the next group after four.
HALF_OF_THE_TIME = timedelta(hours=1)


@pytest.fixture
def world() -> ToldWorld:
    """Only `sam` is told, by mail; it is noon."""
    world = ToldWorld()
    world.hire("sue", "agent_lead")
    del world.notifiers[ROOM]
    return world


def ask(world: ToldWorld, count: int, begin: int = 0) -> list:
    """So many questions for a supervisor, told as they come; each is about a case of its own."""
    requests = []
    for number in range(begin, begin + count):
        action = make_action(12_000 + number, case_id=f"C-{number:016d}")
        ref = world.given(action)
        world.gate(ref, action.digest)
        requests.append(world.ask(ref, action.digest, task_token=f"token {number}"))
        world.tell(*(event for event in world.record(ref.case_id) if event.type == "approval.requested"))
    return requests


def states(world: ToldWorld) -> list[str]:
    return sorted(each.state.value for each in world.notifications())


def test_within_the_budget_each_question_is_told_at_once(world):
    ask(world, BUDGET)
    assert len(world.mails()) == BUDGET


def test_what_is_beyond_waits_and_comes_in_one_message(world):
    ask(world, BUDGET + 3)
    assert (len(world.mails()), states(world)) == (BUDGET, ["HELD"] * 3 + ["SENT"] * BUDGET)
    world.wait(minutes=60)
    world.tell()
    *_, last = world.mails()
    assert len(world.mails()) == BUDGET + 1
    assert last.subject == "3 approvals needed"
    assert states(world) == ["SENT"] * (BUDGET + 3)


def test_the_inbox_shows_everything_meanwhile(world):
    ask(world, BUDGET + 3)
    looker = Looker(world.store, world.directory, SAM, world.now)
    assert len(inbox(looker, FIRST).mine) == BUDGET + 3


def test_nobody_waits_longer_than_half_of_the_time_until_others_are_asked(world):
    world.wait(minutes=1)
    ask(world, BUDGET)
    world.wait(minutes=1)
    ask(world, 1, begin=BUDGET)
    begun = world.now
    (held,) = [each for each in world.notifications() if each.state == "HELD"]
    assert held.next_try_at <= begun + HALF_OF_THE_TIME
    # A busy hour follows upon a busy hour.
    world.wait(minutes=58)
    ask(world, BUDGET, begin=100)
    world.now = begun + HALF_OF_THE_TIME
    world.tell()
    assert "HELD" not in states(world)


def test_what_is_urgent_is_told_though_much_was(world):
    (first, *_) = ask(world, BUDGET)
    world.now = first.expires_at - timedelta(seconds=shipped().fatigue.urgent_seconds)
    # Within the same hour as many others.
    ask(world, BUDGET, begin=100)
    sent = len(world.mails())
    world.ask(CaseRef(tenant=first.tenant, case_id=first.case_id), first.action, rung=1)
    world.tell(
        *(event for event in world.record(first.case_id) if event.type != "approval.requested" and event.type.startswith("approval"))
    )
    assert len(world.mails()) == sent + 1


def test_what_was_answered_meanwhile_is_not_told_any_more(world):
    *_, first, second, third = ask(world, BUDGET + 3)
    world.vote(second, make_voter("sid"))
    world.wait(minutes=60)
    world.tell()
    *_, last = world.mails()
    assert last.subject == "2 approvals needed"
    assert states(world).count("DROPPED") == 1
    assert {first.approval_id, third.approval_id} <= {each.approval_id for each in world.notifications() if each.state == "SENT"}


def test_one_that_is_left_is_told_as_ever_with_its_own_link(world):
    *_, first, second = ask(world, BUDGET + 2)
    world.vote(second, make_voter("sid"))
    world.wait(minutes=60)
    world.tell()
    *_, last = world.mails()
    assert last.subject.startswith("Approval needed: Pay back")
    assert first.state == "OPEN"


def test_a_long_list_is_cut_and_says_so(world):
    ask(world, BUDGET + NAMED + 2)
    world.wait(minutes=60)
    world.tell()
    *_, last = world.mails()
    assert "2 more, in your inbox" in last.text
    assert last.text.count("Pay back, 120") == NAMED


def test_a_failed_message_of_several_is_tried_again_and_loses_none(world):
    ask(world, BUDGET + 2)
    world.wait(minutes=60)
    world.courier.answers.append(Response(status=451))
    assert world.tell().failed == 2
    world.wait(minutes=2)
    world.tell()
    assert states(world) == ["SENT"] * (BUDGET + 2)


def test_each_person_has_a_budget_of_their_own(world):
    ask(world, BUDGET)
    world.hire("sue", "supervisor")
    ask(world, 1, begin=100)
    assert [mail.to for mail in world.mails()][BUDGET:] == ["sue@larkfield.example"]


def test_a_new_hour_has_a_new_budget(world):
    ask(world, BUDGET)
    world.wait(minutes=60)
    ask(world, BUDGET, begin=100)
    assert len(world.mails()) == 2 * BUDGET
