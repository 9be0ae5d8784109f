"""A reply that confirms a refund is sent when the refund is done, and only then."""

import pytest
from tests.builders import REF, make_action, make_assessment, make_customer, make_reply, make_sheet, make_voter
from tests.fakes import WatchedStore
from tests.world import World

from countersign.errors import EffectRejectedError, EffectUnknownError
from countersign.model.case import CaseState
from countersign.model.decision import Hold, Verdict
from countersign.model.facts import Segment
from countersign.ports import Replace
from countersign.record import keys

SMALL, LARGE = make_action(2_000), make_action(12_000)


@pytest.fixture
def world() -> World:
    world = World()
    world.transport.amend("order", "ORD-1001", total={"amount_minor": 12_000, "currency": "EUR"})
    return world


def fresh(world):
    return make_sheet(customer=make_customer(segment=Segment.REGULATED), observed_at=world.now).to_json()


def kinds(world):
    return [effect["kind"] for effect in world.transport.effects()]


def withheld(world, action):
    return world.store.get(keys.withheld(REF.tenant, REF.case_id, action.digest))


def test_a_reply_follows_the_refund_that_it_confirms(world):
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    world.settle(REF, SMALL.digest)
    assert kinds(world) == ["refund", "reply"]
    assert world.measure(REF).state is CaseState.RESOLVED


def test_nothing_is_decided_about_a_reply_before_its_refund_is(world):
    """I1: not even a warrant that is used later."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    assert world.gate(REF, reply.digest) is Hold.NOT_YET
    world.gate(REF, SMALL.digest)
    assert world.gate(REF, reply.digest) is Hold.NOT_YET
    assert [warrant["action"] for warrant in world.warrants(REF)] == [SMALL.digest]
    assert withheld(world, reply) is None


def test_a_reply_waits_as_long_as_people_are_asked_about_its_refund(world):
    reply = make_reply(LARGE)
    world.given(LARGE, reply)
    assert world.settle(REF, LARGE.digest).dependents == (reply.digest,)
    request = world.ask(REF, LARGE.digest)
    assert world.gate(REF, reply.digest) is Hold.NOT_YET
    world.vote(request, make_voter())
    world.settle(REF, LARGE.digest)
    assert kinds(world) == ["refund", "reply"]


@pytest.mark.parametrize("ended", ["ApprovalRejectedError", "ApprovalExpired", "ApprovalVoidError", "States.Timeout"])
def test_a_refund_that_people_did_not_approve_is_not_confirmed(world, ended):
    reply = make_reply(LARGE)
    world.given(LARGE, reply)
    world.settle(REF, LARGE.digest)
    world.ask(REF, LARGE.digest)
    world.escalate(REF, LARGE.digest, ended)
    assert world.gate(REF, reply.digest) is Hold.WITHHELD
    assert (withheld(world, reply)["reason"], withheld(world, reply)["because"]) == ("DependencyNotDone", ended)


@pytest.mark.parametrize(
    ("changes", "verdict", "state"),
    [
        ({"sheet": make_sheet(quality_bp=6_000)}, Verdict.DRAFT, CaseState.DRAFTED),
        ({"sheet": make_sheet(quality_bp=3_000)}, Verdict.RECOMMEND, CaseState.RECOMMENDED),
        ({"assessment": make_assessment(taint="confirmed")}, Verdict.ESCALATE, CaseState.ESCALATED),
    ],
    ids=["draft", "recommendation", "escalated"],
)
def test_a_refund_that_is_not_done_leaves_its_own_mark_and_no_other(world, changes, verdict, state):
    """One thing lies with people, not two."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply, **changes)
    world.settle(REF, SMALL.digest)
    assert withheld(world, reply)["because"] == verdict
    assert world.measure(REF).state is state
    assert "reply" not in kinds(world)
    assert [event.actor for event in world.record()].count("escalate") == (state is CaseState.ESCALATED)


@pytest.mark.parametrize(
    ("fault", "error", "because"),
    [
        ("conflict_409", EffectRejectedError, "REJECTED"),
        ("timeout_after_effect", EffectUnknownError, "UNKNOWN"),
    ],
)
def test_a_refund_that_failed_or_is_unknown_is_not_confirmed(world, fault, error, because):
    """I14."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    world.gate(REF, SMALL.digest)
    if fault == "conflict_409":
        world.transport.amend("order", "ORD-1001", refunded_minor=12_000)
    else:
        world.transport.fault(fault, method="POST")
        world.transport.fault("error_500", method="GET")
    with pytest.raises(error):
        world.execute(REF, SMALL.digest)
    assert world.gate(REF, reply.digest) is Hold.WITHHELD
    assert withheld(world, reply)["because"] == because


def test_what_was_withheld_stays_so_whatever_is_found_out_later(world):
    """A person has taken over by then."""
    reply = make_reply(LARGE)
    world.given(LARGE, reply)
    world.settle(REF, LARGE.digest)
    request = world.ask(REF, LARGE.digest)
    world.escalate(REF, LARGE.digest, "TransientHubError")
    world.gate(REF, reply.digest)
    world.vote(request, make_voter())
    world.settle(REF, LARGE.digest)
    assert world.gate(REF, reply.digest) is Hold.WITHHELD
    assert kinds(world) == ["refund"]


def test_two_gates_withhold_once(world):
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    world.escalate(REF, SMALL.digest, "DENY")
    inner = world.store
    world.store = WatchedStore(inner, meanwhile=[lambda: World.gate(other, REF, reply.digest)])
    other = World(store=inner)
    assert world.gate(REF, reply.digest) is Hold.WITHHELD
    assert [event.type for event in world.record()].count("action.withheld") == 1


def test_a_reply_to_a_regulated_customer_needs_its_own_approval_after_the_refunds(world):
    reply = make_reply(SMALL)
    world.given(SMALL, reply, sheet=make_sheet(customer=make_customer(segment=Segment.REGULATED)))
    for action in (SMALL, reply):
        assert world.settle(REF, action.digest).verdict is Verdict.REQUIRE_APPROVAL
        world.vote(world.ask(REF, action.digest), make_voter("cora", "compliance"))
        world._settle(REF, action.digest)
    assert kinds(world) == ["refund", "reply"]
    assert world.measure(REF).state is CaseState.RESOLVED


def test_an_altered_order_is_an_alteration_like_any_other(world):
    """I4: whether a reply may go out before its refund is part of what was proposed."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    world.alter(keys.action(REF.tenant, REF.case_id, reply.digest), after=None)
    decision = world.gate(REF, reply.digest)
    assert (decision.verdict, decision.errors) == (Verdict.DENY, ("ActionAlteredError",))


def test_a_case_is_not_at_its_end_between_a_refund_and_its_reply(world):
    """I9: if whoever goes on dies here, the case is still due."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply)
    world._settle(REF, SMALL.digest)
    assert world.measure(REF).state is CaseState.RECEIVED
    world._settle(REF, reply.digest)
    assert world.measure(REF).state is CaseState.RESOLVED


def test_a_case_that_waits_for_one_after_the_other_is_due_after_both(world):
    """I9: and not swept, as long as people have time."""
    reply = make_reply(SMALL)
    world.given(SMALL, reply, sheet=make_sheet(customer=make_customer(segment=Segment.REGULATED)))
    world.settle(REF, SMALL.digest)
    world.measure(REF)
    world.wait(hours=20)
    world.vote(world.ask(REF, SMALL.digest), make_voter("cora", "compliance"))
    world.store.transact([Replace(keys.fact_sheet(REF.tenant, REF.case_id), fresh(world))])
    world._settle(REF, SMALL.digest)
    world._settle(REF, reply.digest)
    assert world.measure(REF).state is CaseState.WAITING
    world.wait(hours=20)
    assert keys.case(REF.tenant, REF.case_id) not in {due.key for due in world.store.due(world.now, 10)}
    world.wait(hours=5)
    assert keys.case(REF.tenant, REF.case_id) in {due.key for due in world.store.due(world.now, 10)}
