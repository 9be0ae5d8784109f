"""Who is told, of what, how often."""

import json
from datetime import timedelta

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.unit.notifying.told import BENCH, MAIL, PAVILION, ROOM, ToldWorld

from countersign.approving.absences import Away, announce
from countersign.approving.delegations import Delegate, delegate, revoke
from countersign.errors import EffectUnknownError
from countersign.model.decision import ladder
from countersign.record import keys
from countersign.sdk.notifiers import Occasion
from countersign.steps.execute import LEASE
from countersign.steps.sweep import HOPE


@pytest.fixture
def world() -> ToldWorld:
    return ToldWorld()


def test_everybody_who_may_answer_is_told_and_the_room_once(world):
    world.question()
    assert world.tell(*world.news()).sent == 3
    assert [mail.to for mail in world.mails()] == ["sam@larkfield.example", "sue@larkfield.example"]
    assert world.states() == {"sam": "SENT", "sue": "SENT", ROOM: "SENT"}


@pytest.mark.parametrize(
    "changes",
    [{"enabled": False}, {"tenant": "other"}, {"groups": ("agent_lead",)}, {"email": "greta.holm@mail.example"}],
    ids=["locked", "another tenant's", "in no group that may answer", "who would gain by it"],
)
def test_whoever_may_not_answer_is_not_told(world, changes):
    """I5, I13."""
    world.hire("sue", "supervisor", **changes)
    world.question()
    world.tell(*world.news())
    assert [mail.to for mail in world.mails()] == ["sam@larkfield.example"]


def test_whoever_asked_for_it_is_not_told_by_any_account(world):
    """I5."""
    world.hire("sue", "supervisor", person="P-1")
    world.hire("susan", "agent_lead", person="P-1")
    world.question(make_action(12_000, requester="susan@larkfield.example"))
    world.tell(*world.news())
    assert [mail.to for mail in world.mails()] == ["sam@larkfield.example"]


def test_the_next_rung_is_told_with_those_of_the_first(world):
    request = world.question()
    world.tell(*world.news())
    world.ask(REF, request.action, rung=len(ladder(request.needs, request.routes)) - 1)
    world.tell(*world.news())
    assert [mail.to.partition("@")[0] for mail in world.mails()] == ["sam", "sue", "ria", "rob", "sam", "sue"]


def lent(world, to="lea"):
    """`sam` lets somebody stand in who has no role."""
    world.hire(to, "agent_lead")
    week = {"starts_at": world.now, "ends_at": world.now + timedelta(days=7)}
    announce(world.store, make_voter(), Away(**week), now=world.now)
    given = Delegate(delegate=to, roles=("supervisor",), reason="on holiday", **week)
    return delegate(world.store, world.directory, make_voter(), given, new_id="d" * 32, now=world.now)


def test_whoever_stands_in_for_somebody_who_is_away_is_told_too(world):
    lent(world)
    world.question()
    world.tell(*world.news())
    assert {mail.to.partition("@")[0] for mail in world.mails()} == {"sam", "sue", "lea"}


def test_a_delegation_that_was_taken_back_tells_nobody(world):
    made = lent(world)
    revoke(world.store, make_voter(), made.delegation_id, now=world.now)
    world.question()
    world.tell(*world.news())
    assert {mail.to.partition("@")[0] for mail in world.mails()} == {"sam", "sue"}


def test_whoever_has_answered_is_not_asked_again(world):
    request = world.question(PAVILION)
    world.vote(request, make_voter("ria", "risk"))
    world.tell(*world.news())
    assert [mail.to for mail in world.mails()] == ["rob@larkfield.example"]


@pytest.mark.parametrize(("answer", "said"), [("approve", "APPROVED"), ("reject", "REJECTED")])
def test_rooms_are_told_how_it_was_answered_and_people_are_left_alone(world, answer, said):
    request = world.question()
    world.tell(*world.news())
    world.vote(request, make_voter(), answer)
    world.tell(*world.news())
    assert len(world.mails()) == 2
    name, _, message = world.courier.carried[-1]
    assert (name, json.loads(message.body)["data"]["reason"]) == (ROOM, said)


def test_an_answer_that_leaves_the_question_open_is_no_news(world):
    request = world.question(PAVILION)
    world.tell(*world.news())
    world.vote(request, make_voter("ria", "risk"))
    assert world.tell(*world.news()).sent == 0


def test_those_who_can_find_out_are_told_of_an_effect_that_nobody_knows_of(world):
    refund = make_action()
    world.given(refund)
    world.gate(REF, refund.digest)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, refund.digest)
    world.tell(*world.news())
    assert {mail.to.partition("@")[0] for mail in world.mails()} == {"sam", "sue", "ria", "rob"}
    assert world.mails()[0].subject == "Nobody knows whether this happened: Pay back, 20.00 EUR"


def test_a_room_is_told_that_a_person_takes_over(world):
    world.given(BENCH)
    world.escalate(REF, None, "CaseNotFoundError")
    world.tell(*world.news())
    ((name, _, message),) = world.courier.carried
    assert (name, world.mails()) == (ROOM, [])
    assert '"reason":"CaseNotFoundError"' in message.body


def test_the_same_event_makes_nothing_twice_however_often_it_comes(world):
    world.question()
    events = world.news()
    for _ in range(3):
        world.tell(*events)
    assert len(world.courier.carried) == 3
    assert len(world.notifications()) == 3


def test_an_event_that_comes_again_after_everything_was_sent_makes_nothing(world):
    world.question()
    events = world.news()
    world.tell(*events)
    world.wait(hours=30)
    assert world.tell(*events).sent == 0
    assert world.tell().sent == 0


def test_without_notifiers_nothing_is_owed(world):
    world.notifiers = {}
    world.question()
    world.tell(*world.news())
    assert world.notifications() == []


def test_rooms_alone_ask_no_directory(world):
    del world.notifiers[MAIL]
    world.directory = None
    world.question()
    assert world.tell(*world.news()).sent == 1


def test_effects_found_open_by_the_sweep_are_told_too(world):
    refund = make_action()
    world.given(refund)
    world.gate(REF, refund.digest)
    world.transport.crash.at = 0
    with pytest.raises(BaseException):  # noqa: B017, PT011  the process ends here
        world.execute(REF, refund.digest)
    world.transport.crash.at = -1
    world.now += LEASE + HOPE
    world.sweep()
    assert [event.type for event in world.news()] == ["effect.unknown"]
    assert world.row(keys.attempt(TENANT, CASE_ID, refund.digest))["state"] == "UNKNOWN"


def test_what_nobody_needs_to_be_told_of_makes_nothing(world):
    world.question()
    others = [event for event in world.record(REF.case_id) if event.type not in set(Occasion)]
    assert others
    assert world.tell(*others).sent == 0
    assert world.notifications() == []
