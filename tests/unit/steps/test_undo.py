"""An effect is undone once, in time, by a governed action that somebody asked for."""

from datetime import timedelta

import pytest
from tests.builders import TENANT, make_voter
from tests.world import World

from countersign.errors import EffectUnknownError, RequestRefusedError
from countersign.model.case import CaseState
from countersign.model.decision import Hold, Verdict
from countersign.model.plan import Money, ProposedAction, Rung
from countersign.ports import Replace, Table
from countersign.record import keys
from countersign.record.rows import load_action

LENA, SAM = make_voter("lena", "agent_lead"), make_voter("sam", "supervisor")
REFUND = {"subject": "Refund", "text": "My order ORD-1001 arrived broken, I want my money back for ORD-1001, please."}


@pytest.fixture
def world() -> World:
    world = World()
    world.employ(LENA, SAM)
    return world


@pytest.fixture
def refunded(world):
    """A case whose refund is done, and the refund."""
    ref = world.receive(**REFUND)
    (decision,) = world.run(ref)
    return ref, decision.warrant


def kinds(world):
    return [effect["kind"] for effect in world.transport.effects()]


def undo_of(world, ref, effect) -> ProposedAction:
    return load_action(world.store, ref, world.row(keys.undo(TENANT, ref.case_id, effect))["drawn"])


def approve(world, ref, decision, *voters):
    request = world.ask(ref, decision.action)
    for voter in voters:
        world.vote(request, voter)
    return world.settle(ref, decision.action)


def test_a_refund_is_taken_back_with_the_yes_of_somebody_who_did_not_ask(world, refunded):
    """I5."""
    ref, refund = refunded
    told = world.undo(ref, refund, LENA)
    assert (told.by, told.asked.name) == ("refund.reverse", "lena")
    assert world.workflows.started[-1] == (TENANT, ref.case_id)
    asked = world.run(ref)[-1]
    assert (asked.verdict, world.case(ref).state) == (Verdict.REQUIRE_APPROVAL, CaseState.WAITING)
    approve(world, ref, asked, SAM)
    assert kinds(world) == ["refund", "reply", "reversal"]
    assert world.measure(ref).state is CaseState.RESOLVED
    assert world.transport.company.documents.get("order", "ORD-1001")["refunded_minor"] == 0


def test_the_undo_is_an_action_of_its_own_that_names_what_it_undoes(world, refunded):
    """I4: another digest, another key, and the same sum."""
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    world.run(ref)
    effect, undo = load_action(world.store, ref, refund), undo_of(world, ref, refund)
    assert (undo.undoes, undo.requester, undo.money) == (refund, "lena", effect.money)
    assert undo.idempotency_key != effect.idempotency_key
    assert undo.request.path == "/refunds/RF-0001/reversals"
    assert undo.title == "Take back a refund before it is paid out, to undo: Refund money for an order"


@pytest.mark.parametrize("by", ["the one who asked", "the one who asked, by another account"])
def test_whoever_asked_for_the_undo_does_not_approve_it(world, refunded, by):
    """I5."""
    ref, refund = refunded
    asker = make_voter("sam", "supervisor", person="P-1")
    other = asker if by == "the one who asked" else make_voter("sam.private", "supervisor", person="P-1")
    world.employ(asker, other)
    world.undo(ref, refund, asker)
    request = world.ask(ref, world.run(ref)[-1].action)
    with pytest.raises(RequestRefusedError) as refused:
        world.vote(request, other)
    assert refused.value.status == 403


def test_an_effect_is_undone_once_whoever_asks_how_often(world, refunded):
    """I2."""
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, refund, SAM)
    assert (refused.value.status, refused.value.members["state"]) == (409, "ASKED")
    approve(world, ref, world.run(ref)[-1], SAM)
    for _ in range(3):
        world.run(ref)
    assert kinds(world).count("reversal") == 1
    with pytest.raises(RequestRefusedError):
        world.undo(ref, refund, LENA)


def test_two_runs_of_the_workflow_draw_one_undo(world, refunded):
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    first, second = world.plan(ref), world.plan(ref)
    assert first == second
    assert first.revision == 1
    undos = [row for row in world.store.query(Table.STATE, keys.case_partition(TENANT, ref.case_id), "ACTION#") if row["undoes"]]
    assert len(undos) == 1


def test_after_the_window_nobody_may_ask(world, refunded):
    ref, refund = refunded
    world.wait(minutes=30)
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, refund, LENA)
    assert (refused.value.status, refused.value.members["state"]) == (409, "OVER")
    assert "until 2026-11-18 12:30 UTC" in refused.value.title


def test_people_are_asked_for_no_longer_than_the_window(world, refunded):
    ref, refund = refunded
    world.wait(minutes=10)
    world.undo(ref, refund, LENA)
    request = world.ask(ref, world.run(ref)[-1].action)
    assert request.expires_at == world.now + timedelta(minutes=20)


def test_an_undo_that_is_approved_too_late_is_not_done_and_goes_to_a_person(world, refunded):
    ref, refund = refunded
    world.wait(minutes=25)
    world.undo(ref, refund, LENA)
    asked = world.run(ref)[-1]
    request = world.ask(ref, asked.action)
    world.vote(request, SAM)
    world.wait(minutes=5)
    world.enrich(ref)
    decision = world.settle(ref, asked.action)
    assert (decision.verdict, decision.errors) == (Verdict.DENY, ("UndoOverError",))
    assert "reversal" not in kinds(world)
    assert world.measure(ref).state is CaseState.ESCALATED
    assert [effect["text"].splitlines()[0] for effect in world.transport.effects("hand_over")] == [
        "For a person. Somebody asked to undo this, and the hub has not done it: Refund money for an order."
    ]


def test_what_nobody_knows_of_is_not_undone(world):
    """I14."""
    ref = world.receive(**REFUND)
    world.triage(ref)
    world.enrich(ref)
    refund = world.plan(ref).actions[0].action
    world.gate(ref, refund)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(ref, refund)
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, refund, LENA)
    assert (refused.value.status, refused.value.members["state"]) == (409, "UNKNOWN")


def test_a_reply_cannot_be_undone_and_says_what_puts_it_right(world, refunded):
    ref, _ = refunded
    reply = world.plan(ref).actions[1].action
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, reply, LENA)
    assert refused.value.status == 409
    assert "put right by another reply" in refused.value.title


@pytest.mark.parametrize("groups", [(), ("agents",)])
def test_only_people_who_may_decide_or_stop_something_ask(world, refunded, groups):
    ref, refund = refunded
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, refund, make_voter("tom", *(groups or ("nobody",))))
    assert refused.value.status == 403


@pytest.mark.parametrize("case_id", ["C-0000000000000000", "C-1|customer", "../x"])
def test_an_effect_that_is_not_there_is_not_there_for_anybody(world, case_id):
    """I13."""
    with pytest.raises(RequestRefusedError) as refused:
        World.undo(world, type("Ref", (), {"case_id": case_id}), "a" * 64, LENA)
    assert refused.value.status == 404


def test_another_tenants_people_find_no_effect(world, refunded):
    """I13."""
    ref, refund = refunded
    with pytest.raises(RequestRefusedError) as refused:
        world.undo(ref, refund, make_voter("lena", "agent_lead", tenant="other"))
    assert refused.value.status == 404


def test_no_undo_without_somebody_who_asked_for_exactly_this_one(world, refunded):
    """I1: a proposal alone, however it came into the plan, is refused."""
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    undo = world.run(ref)[-1].action
    world.alter(keys.undo(TENANT, ref.case_id, refund), drawn="f" * 64)
    decision = world.gate(ref, undo)
    assert (decision.verdict, decision.errors) == (Verdict.DENY, ("UndoUnfoundedError",))


def test_no_undo_of_another_sum(world, refunded):
    """I8: an undone refund still counts and its undo adds nothing, so neither may move more than the other."""
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    undo = undo_of_run(world, ref, refund)
    changed = {"money": Money(amount_minor=3_000, currency="EUR"), "arguments": {**undo.arguments, "amount_minor": 3_000}}
    larger = undo.model_copy(update=changed)
    plan = world.plan(ref)
    entries = [entry.to_json() | ({"action": larger.digest} if entry.action == undo.digest else {}) for entry in plan.actions]
    world.store.transact([Replace(keys.action(TENANT, ref.case_id, larger.digest), larger.to_json())])
    world.alter(keys.plan(TENANT, ref.case_id), actions=entries)
    world.alter(keys.undo(TENANT, ref.case_id, refund), drawn=larger.digest)
    assert world.gate(ref, larger.digest).errors == ("UndoUnfoundedError",)


def undo_of_run(world, ref, refund):
    world.run(ref)
    return undo_of(world, ref, refund)


def test_an_undone_refund_still_counts_and_its_undo_does_not(world, refunded):
    """I8: a sum may be too high, never too low."""
    ref, refund = refunded
    before = world.row(keys.customer_ledger(TENANT, "CUST-0001"))
    world.undo(ref, refund, LENA)
    approve(world, ref, world.run(ref)[-1], SAM)
    assert world.row(keys.customer_ledger(TENANT, "CUST-0001")) == before


def test_what_people_have_taken_over_is_not_decided_anew_because_somebody_asks_for_an_undo(world, refunded):
    ref, refund = refunded
    reply = world.plan(ref).actions[1].action
    world.escalate(ref, reply, "EffectRejectedError")
    world.undo(ref, refund, LENA)
    assert world.run(ref)[0].action == refund
    assert reply not in {event.body.get("action") for event in world.record(ref.case_id)[-4:]}


def test_a_reply_that_has_not_gone_out_is_withheld_once_its_refund_is_to_be_undone(world):
    ref = world.receive(**REFUND)
    world.triage(ref)
    world.enrich(ref)
    refund, reply = (entry.action for entry in world.plan(ref).actions)
    world._settle(ref, refund)
    world.undo(ref, refund, LENA)
    assert world.gate(ref, reply) is Hold.WITHHELD
    assert world.row(keys.withheld(TENANT, ref.case_id, reply))["because"] == "UndoAsked"


def test_a_case_whose_undo_is_not_drawn_up_yet_is_not_at_its_end(world, refunded):
    """I9: whoever dies now, the sweep starts the case again."""
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    assert world.measure(ref).state is CaseState.RECEIVED
    world.wait(minutes=3)
    assert world.sweep().cases_restarted == 1
    assert world.run(ref)[-1].verdict is Verdict.REQUIRE_APPROVAL


def test_a_denied_undo_leaves_the_effect_and_tells_a_person(world, refunded):
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    asked = world.run(ref)[-1]
    world.vote(world.ask(ref, asked.action), SAM, "reject")
    world.escalate(ref, asked.action, "ApprovalRejectedError")
    assert world.measure(ref).state is CaseState.ESCALATED
    assert "reversal" not in kinds(world)


def test_what_the_connector_cannot_take_back_after_all_is_handed_over(world, refunded):
    ref, refund = refunded
    world.undo(ref, refund, LENA)
    world.alter(keys.attempt(TENANT, ref.case_id, refund), vendor_id="7 of 9")
    plan = world.plan(ref)
    assert plan.actions[-1].notes == {Rung.HAND_OVER: plan.actions[-1].action}
    assert world.run(ref)[-1].verdict is Verdict.ESCALATE
    assert kinds(world) == ["refund", "reply", "hand_over"]


def test_the_record_says_that_somebody_asked_and_not_why(world, refunded):
    """I12."""
    ref, refund = refunded
    world.undo(ref, refund, LENA, reason="Marta called, wrong account")
    (event,) = [event for event in world.record(ref.case_id) if event.type == "effect.undo_asked"]
    assert (event.actor, event.body["action"]) == ("sub-lena", refund)
    assert "Marta" not in str(world.record(ref.case_id))
