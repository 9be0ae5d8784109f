"""Asking people, counting what they answer, and deciding again with it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_assessment, make_sheet, make_voter
from tests.fakes import LocalKey, WatchedStore
from tests.unit.steps.questions import BENCH, PAVILION, asking, refusal, state
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import ApprovalVoidError
from countersign.model.approval import ApprovalRequest, ApprovalState, Vote
from countersign.model.decision import Verdict
from countersign.ports import Replace, Table
from countersign.record import keys


def test_a_supervisors_yes_resumes_the_workflow_and_the_gate_allows():
    """I1, I6: only the gate's second decision, with the vote counted, writes the warrant."""
    world, request = asking()
    assert world.vote(request, make_voter()).state is ApprovalState.APPROVED
    assert world.workflows.answers == {"first token": {"tenant": TENANT, "case_id": CASE_ID, "action": BENCH.digest}}
    decision = world.gate(REF, BENCH.digest)
    assert (decision.verdict, decision.approvals) == (Verdict.ALLOW, {"supervisor": 1})
    assert world.warrants(REF)[0]["grants"] == [f"{request.approval_id}/sub-sam"]


def test_what_the_gate_has_decided_otherwise_meanwhile_is_not_asked():
    """I15: the case was delivered twice, and a switch was thrown between the two."""
    world = World()
    world.given(BENCH)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL
    world.throw("action", "refund.issue")
    assert world.gate(REF, BENCH.digest).verdict is Verdict.DENY
    with pytest.raises(ApprovalVoidError):
        world.ask(REF, BENCH.digest)


def test_four_eyes_are_two_people():
    """I5."""
    world, request = asking(PAVILION)
    assert world.vote(request, make_voter("ria", "risk")).still_needed == {"risk": 1}
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.REQUIRE_APPROVAL
    assert world.vote(request, make_voter("rob", "risk")).state is ApprovalState.APPROVED
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.ALLOW


def test_one_person_counts_for_one_role_only():
    """I5: a team lead who is a supervisor too does not fill both."""
    world, request = asking(assessment=make_assessment(confidence_bp=8_000))
    both = make_voter("ann", "agent_lead", "supervisor")
    assert world.vote(request, both).still_needed == {"supervisor": 1}
    assert world.vote(request, make_voter("sam")).state is ApprovalState.APPROVED


@pytest.mark.parametrize(
    ("voter", "status"),
    [
        (make_voter("lea", "agent_lead"), 403),
        (make_voter("nobody", "customer_care"), 403),
        (make_voter("sam", tenant="other"), 404),
        (make_voter("pat", email="Pat@Larkfield.example"), 403),
        (make_voter("greta", email="greta.holm@mail.example"), 403),
        (make_voter("CUST-0001"), 403),
    ],
    ids=["wrong group", "no group", "foreign tenant", "requester", "beneficiary by address", "beneficiary by id"],
)
def test_who_may_not_answer(voter, status):
    """I5, I13."""
    world, request = asking(make_action(12_000, requester="pat@larkfield.example"))
    assert refusal(world, request, voter).status == status
    assert state(world, request) == "OPEN"


def test_one_no_is_final():
    world, request = asking(PAVILION)
    world.vote(request, make_voter("ria", "risk"))
    assert world.vote(request, make_voter("rob", "risk"), "reject").state is ApprovalState.REJECTED
    assert world.workflows.answers == {"first token": "ApprovalRejectedError"}
    assert refusal(world, request, make_voter("roy", "risk")).status == 409
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_a_no_needs_a_reason_and_a_reason_has_an_end():
    world, request = asking()
    assert refusal(world, request, make_voter(), "reject", reason="  ").status == 422
    assert refusal(world, request, make_voter(), reason="x" * 501).status == 422


def test_an_answer_to_another_digest_than_the_one_asked_about_is_refused():
    """I4."""
    world, request = asking()
    assert refusal(world, request, make_voter(), action=PAVILION.digest).status == 409


def test_an_altered_action_cannot_be_approved():
    """I4."""
    world, request = asking()
    world.alter(keys.action(TENANT, CASE_ID, BENCH.digest), recipient="CUST-0666")
    assert refusal(world, request, make_voter()).status == 409
    assert state(world, request) == "OPEN"


def test_after_the_deadline_it_is_over():
    """I6: by the clock, not by a job that tidies up."""
    world, request = asking()
    world.now = request.expires_at
    assert refusal(world, request, make_voter()).status == 409


def test_the_same_click_again_changes_nothing_and_is_answered_with_where_it_stands():
    """I5: a double click, a browser that sends again, a request that somebody recorded and replays."""
    world, request = asking(PAVILION)
    ria = make_voter("ria", "risk")
    first = world.vote(request, ria)
    assert world.vote(request, ria) == first
    world.vote(request, make_voter("rob", "risk"))
    assert world.vote(request, ria).state is ApprovalState.APPROVED
    assert [event.type for event in world.record()].count("approval.answered") == 2


def test_another_answer_by_the_same_person_is_refused():
    world, request = asking(PAVILION)
    world.vote(request, make_voter("ria", "risk"))
    assert refusal(world, request, make_voter("ria", "risk"), "reject").title.startswith("You have answered already")


@pytest.mark.parametrize(("kind", "name"), [("tenant", TENANT), ("action", "refund.issue")])
def test_a_yes_waits_while_its_kind_of_work_is_switched_off(kind, name):
    """I7: the gate would refuse it, and the question would be lost."""
    world, request = asking()
    world.throw(kind, name)
    assert refusal(world, request, make_voter()).members == {"state": "SWITCHED"}
    assert state(world, request) == "OPEN"
    world.alter(keys.switch(TENANT, kind, name), thrown=False)
    assert world.vote(request, make_voter()).state is ApprovalState.APPROVED


def test_a_no_is_taken_also_while_it_is_switched_off():
    world, request = asking()
    world.throw("action", "refund.issue")
    assert world.vote(request, make_voter(), "reject").state is ApprovalState.REJECTED


def test_a_switch_thrown_as_somebody_says_yes_is_the_gates_to_see():
    """I7."""
    store = WatchedStore(InMemoryStore())
    world, request = asking(store=store)
    store.meanwhile.append(lambda: world.throw("action", "refund.issue"))
    assert world.vote(request, make_voter()).state is ApprovalState.APPROVED
    assert world.gate(REF, BENCH.digest).verdict is Verdict.DENY
    assert BENCH.digest not in {warrant["action"] for warrant in world.warrants(REF)}


def test_two_voters_at_once_are_both_counted():
    """I5."""
    store = WatchedStore(InMemoryStore())
    world, request = asking(PAVILION, store)
    store.meanwhile.append(lambda: world.vote(request, make_voter("ria", "risk")))
    assert world.vote(request, make_voter("rob", "risk")).state is ApprovalState.APPROVED
    assert len(store.query(Table.STATE, keys.approval_partition(TENANT, request.approval_id), "VOTE#")) == 2


def test_a_yes_and_a_no_at_once_are_a_no():
    store = WatchedStore(InMemoryStore())
    world, request = asking(PAVILION, store)
    store.meanwhile.append(lambda: world.vote(request, make_voter("ria", "risk"), "reject"))
    assert refusal(world, request, make_voter("rob", "risk")).status == 409
    assert state(world, request) == "REJECTED"


def approved(action=BENCH) -> tuple[World, ApprovalRequest]:
    world, request = asking(action)
    world.vote(request, make_voter())
    return world, request


@pytest.mark.parametrize(
    "altered",
    [
        {"reason": "c" * 64},
        {"role": "risk"},
        {"bundle": "d" * 64},
        {"action": PAVILION.digest},
        {"approval_id": "f" * 32},
        {"tenant": "other"},
    ],
    ids=lambda altered: next(iter(altered)),
)
def test_an_edited_grant_is_not_counted(altered):
    """I6."""
    world, request = approved()
    key = keys.vote(TENANT, request.approval_id, "sub-sam")
    world.alter(key, grant=world.row(key)["grant"] | altered)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


@pytest.mark.parametrize("signature", ["", "AAAA", "no base64!", "a"])
def test_a_grant_with_a_made_up_signature_is_not_counted(signature):
    """I6, I15."""
    world, request = approved()
    world.alter(keys.vote(TENANT, request.approval_id, "sub-sam"), signature=signature)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_a_vote_nobody_can_read_is_a_no_and_a_person():
    """I15."""
    world, request = approved()
    world.alter(keys.vote(TENANT, request.approval_id, "sub-sam"), grant={})
    assert world.gate(REF, BENCH.digest).verdict is Verdict.DENY


def test_a_yes_under_the_policies_of_yesterday_is_not_counted():
    """I6, I16: people approved what the old bundle asked for."""
    world, _ = approved()
    world.bundle = replace(world.bundle, digest="d" * 64)
    world.point_to("d" * 64)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_a_grant_signed_by_a_stranger_is_not_counted():
    """I6: even when it names the key we trust."""
    world, _ = approved()
    world.key = LocalKey()
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_an_expired_grant_is_not_counted():
    """I6: thirty seconds before its end it is already too old."""
    world, request = approved()
    grant = Vote.from_json(world.row(keys.vote(TENANT, request.approval_id, "sub-sam"))).grant
    world.now = grant.expires_at - timedelta(seconds=30)
    world.alter(keys.fact_sheet(TENANT, CASE_ID), observed_at=world.now.isoformat())
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_approvals_of_another_action_are_not_counted():
    """I6: a pointer bent to somebody else's approval."""
    world, request = approved()
    dear = make_action(13_000, action_id="1", case_id="C-OTHEROTHEROTHERS")
    ref = world.given(dear)
    pointer = {"approval_id": request.approval_id}
    world.store.transact([Replace(keys.approval_of(TENANT, ref.case_id, dear.digest), pointer)])
    assert world.gate(ref, dear.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_an_approval_bent_to_another_action_brings_no_votes_along():
    """I4, I6: the votes are signed for the action they were given to."""
    world = World()
    dear = make_action(90_000, action_id="1", idempotency_key="b" * 40)
    world.given(BENCH, dear)
    for action in (BENCH, dear):
        world.gate(REF, action.digest)
    request = world.ask(REF, BENCH.digest)
    world.vote(request, make_voter())
    world.alter(keys.approval(TENANT, request.approval_id), action=dear.digest)
    world.store.transact([Replace(keys.approval_of(TENANT, CASE_ID, dear.digest), {"approval_id": request.approval_id})])
    assert world.gate(REF, dear.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_a_grant_is_burned_with_the_warrant():
    """I6: it cannot be used a second time."""
    world, request = approved()
    world.gate(REF, BENCH.digest)
    burned = world.row(keys.burned_grant(TENANT, request.approval_id, "sub-sam"))
    assert burned == {"action": BENCH.digest}


def test_facts_that_worsened_while_people_thought_outweigh_their_yes():
    """I1: the gate decides again, on what is so now."""
    world, _ = approved()
    worse = make_sheet(quality_bp=2_000).to_json()
    world.alter(keys.fact_sheet(TENANT, CASE_ID), **worse)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.RECOMMEND


def test_of_two_gates_after_the_vote_the_slower_does_not_hide_the_warrant():
    """I2, I6."""
    store = WatchedStore(InMemoryStore())
    world, request = asking(store=store)
    world.vote(request, make_voter())
    world.alter(keys.fact_sheet(TENANT, CASE_ID), quality_bp=6_000)

    def better_facts_and_a_quicker_gate() -> None:
        world.alter(keys.fact_sheet(TENANT, CASE_ID), quality_bp=9_000)
        world.gate(REF, BENCH.digest)

    store.meanwhile.append(better_facts_and_a_quicker_gate)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.ALLOW
    assert [warrant["action"] for warrant in world.warrants(REF)] == [BENCH.digest]


def test_asking_again_keeps_the_approval_and_takes_the_newer_token():
    world, request = asking()
    again = world.ask(REF, BENCH.digest, task_token="second token")
    assert again.approval_id == request.approval_id
    world.vote(again, make_voter())
    assert list(world.workflows.answers) == ["second token"]


def test_a_workflow_that_asks_after_the_answer_is_told_by_the_sweep():
    """I9: Lambda delivered the question again, with another token, when sam had answered already."""
    world, request = asking()
    world.vote(request, make_voter())
    world.ask(REF, BENCH.digest, task_token="second token")
    world.sweep()
    assert world.workflows.answers["second token"] == world.workflows.answers["first token"]


def test_the_next_rung_asks_more_groups():
    world, request = asking()
    assert refusal(world, request, make_voter("ria", "risk")).status == 403
    higher = world.ask(REF, BENCH.digest, rung=3, task_token="second token")
    assert world.vote(higher, make_voter("ria", "risk")).state is ApprovalState.APPROVED


def test_a_rung_widens_only_the_role_whose_time_has_come():
    """Team leads wait two hours for supervisors; supervisors wait four hours for risk."""
    world, request = asking(assessment=make_assessment(confidence_bp=8_000))
    assert world.gate(REF, BENCH.digest).rung_seconds() == [3_600, 1_800, 1_800, 7_200]
    higher = world.ask(REF, BENCH.digest, rung=3)
    assert (higher.groups("agent_lead"), higher.groups("supervisor")) == ({"agent_lead", "supervisor"}, {"supervisor"})
    assert refusal(world, higher, make_voter("ria", "risk")).status == 403
    assert request.groups("agent_lead") == {"agent_lead"}


def test_a_vote_between_two_rungs_is_kept():
    store = WatchedStore(InMemoryStore())
    world, request = asking(PAVILION, store)
    store.meanwhile.append(lambda: world.vote(request, make_voter("ria", "risk")))
    assert world.ask(REF, PAVILION.digest).answers == 1


def test_an_ended_approval_is_not_opened_again():
    world, request = asking()
    world.vote(request, make_voter(), "reject")
    assert world.ask(REF, BENCH.digest, rung=1).state is ApprovalState.REJECTED


def test_the_task_token_is_nowhere_but_sealed():
    """I12."""
    world, _ = asking()
    assert "first token" not in "".join(event.model_dump_json() for event in world.record())


def test_a_sealed_token_opens_for_its_own_approval_only():
    """I6."""
    world, request = asking()
    world.alter(
        keys.approval(TENANT, request.approval_id), sealed_token=world.tokens.seal("stolen", {"tenant": TENANT, "approval": "0" * 32})
    )
    with pytest.raises(ValueError, match="another approval"):
        world.vote(request, make_voter())
    assert world.workflows.answers == {}
