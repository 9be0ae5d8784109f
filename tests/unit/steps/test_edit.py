"""What a person wants otherwise is a new proposal; what it takes the place of can never be done."""

import pytest
from tests.builders import TENANT, make_voter
from tests.fakes import WatchedStore
from tests.world import World, catalogue

from countersign.errors import PlaybookChangedError, RequestRefusedError
from countersign.model.approval import ApprovalState
from countersign.model.case import CaseState
from countersign.model.decision import Hold, Verdict
from countersign.model.facts import Segment
from countersign.model.plan import Rung
from countersign.planning.playbook import shipped
from countersign.ports import Replace
from countersign.record import keys
from countersign.record.rows import load_action
from countersign.steps.plan import plan

LENA, SAM, SUE = make_voter("lena", "agent_lead"), make_voter("sam", "supervisor"), make_voter("sue", "supervisor")
REFUND = {"subject": "Refund", "text": "My bench of order ORD-1002 arrived broken, I want my money back for ORD-1002, please."}


@pytest.fixture
def world() -> World:
    world = World()
    world.employ(LENA, SAM, SUE)
    return world


@pytest.fixture
def asked(world):
    """A case that waits for a supervisor's yes to a refund of 120.00, the refund, and the question."""
    ref = world.receive(**REFUND)
    (decision,) = world.run(ref)
    return ref, decision.action, world.ask(ref, decision.action)


def amounts(world):
    return [effect["amount_minor"] for effect in world.transport.effects("refund")]


def in_its_place(world, ref, action):
    world.run(ref)
    return world.row(keys.edit(TENANT, ref.case_id, action))["drawn"]


def actors(world, ref):
    return [event.actor for event in world.record(ref.case_id)]


def test_the_edited_action_is_decided_anew_and_done_instead(world, asked):
    ref, refund, request = asked
    edited = world.edit(ref, refund, SAM, amount_minor=11_000)
    assert (edited.approval_id, edited.state, edited.number) == (request.approval_id, ApprovalState.VOID, 1)
    new = in_its_place(world, ref, refund)
    world.vote(world.ask(ref, new), SUE)
    world.settle(ref, new)
    assert amounts(world) == [11_000]
    assert world.measure(ref).state is CaseState.RESOLVED
    assert "escalate" not in actors(world, ref)


def test_an_edit_that_needs_nobody_any_more_is_done_at_once(world, asked):
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=9_000)
    assert world.run(ref)[0].verdict is Verdict.ALLOW
    assert amounts(world) == [9_000]


def test_an_edit_to_more_needs_more(world, asked):
    """The policies look at the new sum as at any other."""
    ref, refund, _ = asked
    world.transport.amend("order", "ORD-1002", total={"amount_minor": 900_000, "currency": "EUR"})
    world.edit(ref, refund, SAM, amount_minor=250_000)
    (decision,) = world.run(ref)
    assert {need.role: need.count for need in decision.needs} == {"risk": 2}


def test_what_confirms_the_refund_names_the_new_sum(world, asked):
    """I4: and has another digest, for it comes after another action."""
    ref, refund, _ = asked
    reply = world.plan(ref).actions[1].action
    world.edit(ref, refund, SAM, amount_minor=9_000)
    world.run(ref)
    (sent,) = world.transport.effects("reply")
    assert "paid back 90.00 EUR" in sent["text"]
    assert reply not in {entry.action for entry in world.plan(ref).actions}
    assert world.gate(ref, reply) is Hold.SUPERSEDED


def test_votes_do_not_carry_over(world, asked):
    """I4, I6: not even those for the same sum."""
    ref, refund, _ = asked
    world.transport.amend("order", "ORD-1002", total={"amount_minor": 900_000, "currency": "EUR"})
    world.edit(ref, refund, SAM, amount_minor=250_000)
    four_eyes = in_its_place(world, ref, refund)
    rita, remo = make_voter("rita", "risk"), make_voter("remo", "risk")
    world.employ(rita, remo)
    request = world.ask(ref, four_eyes)
    world.vote(request, rita)
    world.edit(ref, four_eyes, LENA, amount_minor=250_001)
    new = world.ask(ref, in_its_place(world, ref, four_eyes))
    assert world.vote(new, remo).still_needed == {"risk": 1}
    with pytest.raises(RequestRefusedError):
        world.vote(request, remo)


@pytest.mark.parametrize("edits", [(SAM,), (SAM, SUE)], ids=["the last", "and the one before"])
def test_whoever_wrote_it_does_not_approve_it(world, asked, edits):
    """I5."""
    ref, action, _ = asked
    for number, person in enumerate(edits):
        world.edit(ref, action, person, amount_minor=11_000 + number)
        action = in_its_place(world, ref, action)
        request = world.ask(ref, action)
    for person in edits:
        with pytest.raises(RequestRefusedError) as refused:
            world.vote(request, person)
        assert refused.value.status == 403


@pytest.mark.parametrize("other", ["sam.private", "sam"])
def test_nor_by_another_account(world, asked, other):
    """I5: the directory knows that it is the same human."""
    ref, refund, _ = asked
    first, second = (make_voter(name, "supervisor", person="P-1") for name in ("sam", other))
    world.employ(first, second)
    world.edit(ref, refund, first, amount_minor=11_000)
    with pytest.raises(RequestRefusedError):
        world.vote(world.ask(ref, in_its_place(world, ref, refund)), second)


def test_an_earlier_form_that_was_altered_is_told_calmly(world, asked):
    """I4: nobody can tell any more who wrote it, so nobody answers for it, and nothing fails."""
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    request = world.ask(ref, in_its_place(world, ref, refund))
    world.alter(keys.action(TENANT, ref.case_id, refund), recipient="CUST-0666")
    with pytest.raises(RequestRefusedError, match="An earlier form of the action was altered") as refusal:
        world.vote(request, SUE)
    assert (refusal.value.status, refusal.value.members["state"]) == (409, "ALTERED")


def test_the_old_action_is_never_warranted_whatever_is_made_of_its_approval(world, asked):
    """I1: with a genuine vote, and an approval that somebody wrote APPROVED behind the hub's back."""
    ref, refund, request = asked
    world.transport.amend("order", "ORD-1002", total={"amount_minor": 900_000, "currency": "EUR"})
    world.edit(ref, refund, LENA, amount_minor=11_000)
    world.alter(keys.approval(TENANT, request.approval_id), state="APPROVED")
    assert world.gate(ref, refund) is Hold.SUPERSEDED
    assert world.warrants(ref) == []


def test_an_edit_while_the_gate_decides_leaves_no_warrant(asked, world):
    """I1: the gate has read everything, and not yet written."""
    ref, refund, request = asked
    world.vote(request, SAM)
    world.alter(keys.approval(TENANT, request.approval_id), state="OPEN", answers=0)
    inner = world.store
    world.alter(keys.approval(TENANT, request.approval_id), state="APPROVED")
    edit = {
        "action": refund,
        "arguments": {},
        "reason": "x",
        "by": "b",
        "name": "n",
        "at": "2026-11-18T12:00:00Z",
        "number": 1,
        "drawn": None,
    }
    world.store = WatchedStore(inner, meanwhile=[lambda: inner.transact([Replace(keys.edit(TENANT, ref.case_id, refund), edit)])])
    assert world.gate(ref, refund) is Hold.SUPERSEDED
    assert world.warrants(ref) == []


@pytest.mark.parametrize("first", ["vote", "edit"])
def test_of_a_vote_and_an_edit_at_once_one_counts(asked, world, first):
    """I4: the last vote, and an edit, whichever commits first."""
    ref, refund, request = asked
    inner, other = world.store, World.__new__(World)
    other.__dict__.update(world.__dict__)
    votes, edits = (lambda w: w.vote(request, SAM)), (lambda w: w.edit(ref, refund, LENA, amount_minor=9_000))
    slow, quick = (edits, votes) if first == "vote" else (votes, edits)
    world.store = WatchedStore(inner, meanwhile=[lambda: quick(other)])
    with pytest.raises(RequestRefusedError) as refused:
        slow(world)
    assert refused.value.status == 409
    assert (world.gate(ref, refund) is Hold.SUPERSEDED) is (first == "edit")


def test_two_edits_at_once_are_one(asked, world):
    ref, refund, _ = asked
    other = World.__new__(World)
    other.__dict__.update(world.__dict__)
    world.store = WatchedStore(world.store, meanwhile=[lambda: other.edit(ref, refund, SAM, amount_minor=9_000)])
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, LENA, amount_minor=8_000)
    assert refused.value.members["state"] == "VOID"
    world.store = other.store
    world.run(ref)
    assert amounts(world) == [9_000]


def test_the_workflow_that_waited_ends_quietly(world, asked):
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=9_000)
    assert world.workflows.answers == {"token-1": "ActionSupersededError"}
    assert world.workflows.started[-1] == (TENANT, ref.case_id)
    assert world.sweep().approvals == 1
    world.run(ref)
    world.escalate(ref, refund, "ApprovalExpired")
    assert "escalate" not in actors(world, ref)
    assert world.measure(ref).state is CaseState.RESOLVED


def test_a_workflow_that_asks_the_next_rung_of_it_is_told_by_the_sweep(world, asked):
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    assert world.ask(ref, refund, rung=1, task_token="token-late").state is ApprovalState.VOID
    world.sweep()
    assert world.workflows.answers["token-late"] == "ActionSupersededError"


def test_the_sweep_lists_nothing_for_a_superseded_action_whose_workflow_was_lost(world, asked):
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    new = in_its_place(world, ref, refund)
    world.ask(ref, new)
    for _ in range(3):
        world.wait(minutes=2)
        world.sweep()
    assert "ApprovalVoidError" not in str(world.record(ref.case_id))
    assert world.store.get(keys.escalation(TENANT, ref.case_id, refund)) is None


def test_an_edit_that_nobody_has_drawn_up_yet_keeps_the_case_open(world, asked):
    """I9."""
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=9_000)
    assert world.measure(ref).state is CaseState.RECEIVED
    world.wait(minutes=3)
    assert world.sweep().cases_restarted == 1
    world.run(ref)
    assert world.case(ref).state is CaseState.RESOLVED


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ({"amount_minor": 0}, 422),
        ({"amount_minor": "9000"}, 422),
        ({"amount_minor": True}, 422),
        ({"amount_minor": 12_000}, 422),
        ({"customer_id": "CUST-0002"}, 422),
        ({"order_id": "ORD-1003"}, 422),
        ({"reason": "because"}, 422),
        ({"amount_minor": 9_000, "currency": "USD"}, 422),
        ({"unheard_of": 1}, 422),
    ],
)
def test_only_what_may_be_changed_is_changed_and_only_to_what_fits(world, asked, arguments, status):
    ref, refund, request = asked
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, SAM, **arguments)
    assert refused.value.status == status
    assert world.row(keys.approval(TENANT, request.approval_id))["state"] == "OPEN"


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (make_voter("tom", "agents"), 403),
        (make_voter("cora", "compliance"), 403),
        (make_voter("otto", "operator"), 403),
        (make_voter("lena", "agent_lead", tenant="other"), 404),
        (make_voter("gone", "supervisor"), 403),
        (make_voter("marta", "agent_lead", email="marta.lindqvist@mail.example"), 403),
    ],
    ids=["nobody", "another role", "operator", "another tenant", "who has left", "who gains by it"],
)
def test_who_may_not_answer_may_not_edit_unless_they_lead(world, asked, person, status):
    """I5, I13."""
    ref, refund, _ = asked
    if person.name != "gone":
        world.employ(person)
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, person, amount_minor=9_000)
    assert refused.value.status == status


@pytest.mark.parametrize("state", ["APPROVED", "REJECTED", "EXPIRED", "VOID"])
def test_what_is_no_longer_asked_is_not_edited(world, asked, state):
    ref, refund, request = asked
    world.alter(keys.approval(TENANT, request.approval_id), state=state)
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, SAM, amount_minor=9_000)
    assert (refused.value.status, refused.value.members["state"]) == (409, state)


def test_what_lies_with_a_person_is_not_edited(world, asked):
    ref, refund, _ = asked
    world.escalate(ref, refund, "States.Timeout")
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, SAM, amount_minor=9_000)
    assert (refused.value.status, refused.value.members["state"]) == (409, "ESCALATED")


def test_by_the_clock_too(world, asked):
    """I6."""
    ref, refund, _ = asked
    world.wait(hours=9)
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, SAM, amount_minor=9_000)
    assert refused.value.members["state"] == "EXPIRED"


def test_an_action_is_edited_five_times_at_most(world, asked):
    ref, action, _ = asked
    for number in range(5):
        assert world.edit(ref, action, LENA, amount_minor=11_000 + number).number == number + 1
        action = in_its_place(world, ref, action)
        world.ask(ref, action)
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, action, LENA, amount_minor=10_500)
    assert (refused.value.status, refused.value.members["state"]) == (409, "EDITED")


def test_an_altered_action_is_not_edited(world, asked):
    """I4."""
    ref, refund, _ = asked
    world.alter(keys.action(TENANT, ref.case_id, refund), title="Pay back more")
    with pytest.raises(RequestRefusedError) as refused:
        world.edit(ref, refund, SAM, amount_minor=9_000)
    assert refused.value.members["state"] == "ALTERED"


def test_the_history_shows_both(world, asked):
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    new = load_action(world.store, ref, in_its_place(world, ref, refund))
    assert (new.supersedes, new.drafter, new.money.amount_minor) == (refund, "sam", 11_000)
    assert load_action(world.store, ref, refund).money.amount_minor == 12_000
    assert new.idempotency_key != load_action(world.store, ref, refund).idempotency_key


def test_the_record_says_that_somebody_edited_and_not_what(world, asked):
    """I12."""
    ref, refund, request = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    (event,) = [event for event in world.record(ref.case_id) if event.type == "action.edited"]
    assert (event.actor, event.body["approval_id"], event.body["state"]) == ("sub-sam", request.approval_id, "VOID")
    assert "11000" not in str(event.body)
    assert "agreed" not in str(event.body)


def test_an_edited_reply_cites_nothing_any_more(world):
    ref = world.receive(subject="Opening hours", text="Hello, what are the opening hours of your showroom on Saturday?")
    world.triage(ref)
    sheet = world.enrich(ref)
    regulated = sheet.model_copy(update={"customer": sheet.customer.model_copy(update={"segment": Segment.REGULATED})})
    world.store.transact([Replace(keys.fact_sheet(TENANT, ref.case_id), regulated.to_json())])
    reply = world.plan(ref).actions[0].action
    assert world.settle(ref, reply).verdict is Verdict.REQUIRE_APPROVAL
    world.ask(ref, reply)
    world.edit(ref, reply, LENA, text="Hello, we are open from nine.")
    new = load_action(world.store, ref, in_its_place(world, ref, reply))
    assert (new.citations, new.arguments["text"], new.recipient) == ((), "Hello, we are open from nine.", "CUST-0001")


def test_what_no_request_can_be_right_for_is_handed_over(world, asked):
    """The schema of one argument cannot say what several must be together."""
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    world.alter(keys.edit(TENANT, ref.case_id, refund), arguments={"amount_minor": -5})
    plan = world.plan(ref)
    assert plan.actions[0].notes == {Rung.HAND_OVER: plan.actions[0].action}
    assert len(plan.actions) == 1
    assert world.run(ref)[0].verdict is Verdict.ESCALATE


def test_what_the_playbook_has_no_place_for_any_more_is_not_drawn_up(world, asked):
    """The workflow takes the error to a person."""
    ref, refund, _ = asked
    world.edit(ref, refund, SAM, amount_minor=11_000)
    only_refund = shipped().by_intent["refund_request"].model_copy(update={"propose": shipped().by_intent["refund_request"].propose[:1]})
    changed = shipped().model_copy(update={"by_intent": {"refund_request": only_refund}})
    with pytest.raises(PlaybookChangedError):
        plan(ref, store=world.store, content=world.content, catalogue=catalogue(), playbooks=changed, now=world.now)
    world.escalate(ref, None, "PlaybookChangedError")
    assert world.measure(ref).state is CaseState.ESCALATED
