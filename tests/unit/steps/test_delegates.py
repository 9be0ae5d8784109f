"""Answering in somebody's name: as long as they said so, never more than they might, and never twice by one authority."""

from datetime import timedelta

import pytest
from tests.builders import NOW, REF, TENANT, make_action, make_voter
from tests.fakes import WatchedStore
from tests.unit.steps.questions import BENCH, PAVILION, asking, refusal, state
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.approving.absences import Away, announce, come_back
from countersign.approving.delegations import Delegate, delegate, revoke
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.decision import Verdict
from countersign.model.delegation import Delegation
from countersign.model.plan import Money
from countersign.record import keys

SAM, RIA, ROB = make_voter("sam"), make_voter("ria", "risk"), make_voter("rob", "risk")
DORA, DAN = make_voter("dora", "agents"), make_voter("dan", "agents")
TOMORROW = NOW + timedelta(days=1)


def hand_on(world: World, who=SAM, to=DORA, number=1, **changes) -> Delegation:
    """`who` lets `to` stand in from now on."""
    for person in (who, to):
        if person.subject not in world.met:
            world.employ(person)
    given = {"delegate": to.name, "roles": who.groups, "starts_at": NOW, "ends_at": TOMORROW, "reason": "Leave"} | changes
    return delegate(world.store, world.directory, who, Delegate(**given), new_id=f"{number:032x}", now=world.now)


def be_away(world: World, who=SAM) -> None:
    announce(world.store, who, Away(starts_at=NOW, ends_at=TOMORROW), now=world.now)


def standing_in(action=BENCH, store=None, **changes) -> tuple[World, ApprovalRequest]:
    """Sam is away, and Dora stands in."""
    world, request = asking(action, store)
    hand_on(world, **changes)
    be_away(world)
    return world, request


def test_a_delegate_answers_for_somebody_who_is_away():
    """I5: the grant says whose right it was, and the gate counts it."""
    world, request = standing_in()
    assert world.vote(request, DORA).state is ApprovalState.APPROVED
    grant = world.row(keys.vote(TENANT, request.approval_id, DORA.subject))["grant"]
    assert (grant["on_behalf_of"], grant["on_behalf_of_name"], grant["role"], grant["groups"]) == (
        "sub-sam",
        "sam",
        "supervisor",
        ["supervisor"],
    )
    assert world.record()[-1].body["on_behalf_of"] == "sub-sam"
    assert world.gate(REF, BENCH.digest).verdict is Verdict.ALLOW


def test_a_delegate_of_somebody_who_is_there_waits_for_the_rung_that_says_so():
    world, request = asking()
    hand_on(world)
    assert refusal(world, request, DORA).status == 403
    assert world.vote(world.ask(REF, BENCH.digest, rung=2), DORA).state is ApprovalState.APPROVED


def test_who_came_back_answers_themselves():
    world, request = standing_in()
    come_back(world.store, SAM, now=world.now)
    assert refusal(world, request, DORA).status == 403


LESS = {
    "other roles": {"roles": ("agent_lead",), "who": make_voter("sam", "supervisor", "agent_lead")},
    "other actions": {"actions": ("sms.send",)},
    "a smaller amount": {"up_to": Money(amount_minor=11_999, currency="EUR")},
    "another currency": {"up_to": Money(amount_minor=99_999, currency="USD")},
    "not yet": {"starts_at": NOW + timedelta(seconds=1)},
}


@pytest.mark.parametrize("changes", LESS.values(), ids=LESS.keys())
def test_what_is_beyond_a_delegation_is_not_the_delegates_to_answer(changes):
    world, request = standing_in(**changes)
    assert refusal(world, request, DORA).status == 403
    assert state(world, request) == "OPEN"


def test_what_is_within_a_delegation_is():
    world, request = standing_in(actions=("sms.send", "refund.issue"), up_to=Money(amount_minor=12_000, currency="EUR"))
    assert world.vote(request, DORA).state is ApprovalState.APPROVED


def test_a_delegation_ends_by_the_clock():
    world, request = asking()
    hand_on(world, ends_at=NOW + timedelta(minutes=1))
    be_away(world)
    world.wait(minutes=1)
    assert refusal(world, request, DORA).status == 403


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"groups": ()}, {"subject": "sub-another"}], ids=["locked", "role lost", "another"]
)
def test_nobody_hands_on_what_they_no_longer_have(changes):
    """I5: a delegation is worth what the delegator is worth, at the moment of answering."""
    world, request = standing_in()
    world.employ(SAM, **changes)
    assert refusal(world, request, DORA).status == 403


def test_what_was_delegated_is_not_delegated_on():
    """I5: no chains, neither when it is said nor when it is counted."""
    world, request = standing_in()
    hand_on(world, who=make_voter("dora", "agents"), to=DAN, number=2)
    be_away(world, DORA)
    assert refusal(world, request, DAN).status == 403


@pytest.mark.parametrize("revoked", [True, False], ids=["revoked", "back"])
def test_a_delegation_that_ends_while_its_delegate_answers_does_not_count(revoked):
    """I5: the answer is written only if it still holds at that moment."""
    store = WatchedStore(InMemoryStore())
    world, request = standing_in(store=store)

    def meanwhile() -> None:
        if revoked:
            revoke(world.store, SAM, f"{1:032x}", now=world.now)
        else:
            come_back(world.store, SAM, now=world.now)

    world.employ(DORA)
    store.meanwhile.append(meanwhile)
    assert refusal(world, request, DORA).status == 403
    assert state(world, request) == "OPEN"


@pytest.mark.parametrize("first", [RIA, DORA], ids=["delegator first", "delegate first"])
def test_who_delegates_and_who_stands_in_are_not_two(first):
    """I5."""
    world, request = asking(PAVILION)
    hand_on(world, RIA)
    be_away(world, RIA)
    second = DORA if first is RIA else RIA
    world.vote(request, first)
    assert refusal(world, request, second).status in {403, 409}
    assert world.vote(request, ROB).state is ApprovalState.APPROVED
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.ALLOW


def test_two_who_stand_in_for_one_are_one():
    """I5."""
    world, request = asking(PAVILION)
    hand_on(world, RIA, DORA)
    hand_on(world, RIA, DAN, number=2)
    be_away(world, RIA)
    world.vote(request, DORA)
    assert refusal(world, request, DAN).status == 403


def test_one_who_stands_in_for_two_is_one():
    """I5: a human counts once, with whatever authority."""
    world, request = asking(PAVILION)
    hand_on(world, RIA)
    hand_on(world, ROB, number=2)
    be_away(world, RIA)
    be_away(world, ROB)
    assert world.vote(request, DORA).still_needed == {"risk": 1}
    assert refusal(world, request, DORA, "reject").status == 409


def test_a_delegators_other_account_is_the_same_authority():
    """I5: found by the person behind both, though the delegation names one account."""
    world, request = asking(PAVILION)
    world.employ(RIA, ROB, person="P-1")
    hand_on(world, RIA)
    be_away(world, RIA)
    world.vote(request, DORA)
    assert refusal(world, request, ROB).status == 409


@pytest.mark.parametrize("requester", ["dora@larkfield.example", "sam@larkfield.example"], ids=["delegate", "delegator"])
def test_neither_who_asked_nor_who_stands_in_for_them_may_answer(requester):
    """I5."""
    world, request = standing_in(make_action(12_000, requester=requester))
    assert refusal(world, request, DORA).status == 403


def test_a_delegators_lost_role_takes_the_answer_with_it():
    """I5: at the last answer everybody is asked for once more."""
    world, request = asking(PAVILION)
    hand_on(world, RIA)
    be_away(world, RIA)
    world.vote(request, DORA)
    world.employ(RIA, groups=())
    assert world.vote(request, ROB).still_needed == {"risk": 1}


def test_one_own_right_comes_before_a_borrowed_one():
    world, request = asking()
    hand_on(world, SAM, make_voter("sue"))
    be_away(world)
    world.vote(request, make_voter("sue"))
    assert world.row(keys.vote(TENANT, request.approval_id, "sub-sue"))["grant"]["on_behalf_of"] is None


def test_a_subject_that_begins_like_anothers_key_borrows_nothing():
    """I5: of some issuers subjects may hold any sign."""
    world, request = asking()
    hand_on(world, SAM, make_voter("dora", "agents", subject="auth0#dora"))
    be_away(world)
    assert refusal(world, request, make_voter("auth0", "agents", subject="auth0")).status == 403


def test_delegations_are_the_tenants_own():
    """I13."""
    world, request = standing_in()
    stranger = make_voter("dora", "agents", tenant="other", subject=DORA.subject)
    assert refusal(world, request, stranger).status == 404
