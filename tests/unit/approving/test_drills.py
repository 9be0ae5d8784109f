"""Checks: as real as they look, nothing can be done with them."""

import pytest
from pydantic import ValidationError
from tests.builders import TENANT, make_assessment, make_voter
from tests.world import World

from countersign.approving.drill_table import parse, shipped
from countersign.approving.drills import drill_of, drills, plant
from countersign.approving.quality import quality
from countersign.errors import CaseNotFoundError, NotWarrantedError, PersonalDataErasedError, RequestRefusedError
from countersign.model.approval import ApprovalRequest
from countersign.model.case import CaseRef
from countersign.model.drill import Drill, Plant
from countersign.model.plan import ActionPlan, PlannedAction, Rung
from countersign.ports import Put, Table
from countersign.record import audit, keys, votes
from countersign.record.paging import FIRST
from countersign.record.rows import load
from countersign.viewing.approvals import asked_about
from countersign.viewing.cases import case_story
from countersign.viewing.inbox import inbox
from countersign.viewing.turns import Looker

OLGA, SAM = make_voter("olga", "operator"), make_voter()
KINDS = sorted(shipped())


@pytest.fixture
def world() -> World:
    world = World()
    world.employ(SAM)
    return world


def planted(world: World, kind: str = KINDS[0], new_id: str = "d" * 32) -> tuple[Drill, ApprovalRequest]:
    drill = plant(world.rows, shipped(), OLGA, Plant(kind=kind), new_id=new_id, now=world.now)
    return drill, load(world.store, keys.approval(TENANT, drill.approval_id), ApprovalRequest)


@pytest.mark.parametrize("kind", KINDS)
def test_it_looks_like_any_other_question(world, kind):
    drill, _ = planted(world, kind)
    (shown,) = inbox(Looker(world.store, world.directory, SAM, world.now), FIRST).mine
    whole = asked_about(world.store, TENANT, drill.approval_id).whole
    assert (shown["state"], shown["place"]["turn"]) == ("OPEN", "NOW")
    assert whole["evidence"]["found"]
    assert "{" not in "".join(map(str, whole["shown"]["arguments"].values())) + drill.off
    assert not any(word in str(whole).lower() + str(case_story(world.store, TENANT, drill.case_id)).lower() for word in ("drill", "check"))


@pytest.mark.parametrize("kind", KINDS)
def test_gate_refuses_it_with_all_votes(world, kind):
    """I1: there is no plan, so there is nothing to decide."""
    drill, request = planted(world, kind)
    assert world.vote(request, SAM).state == "APPROVED"
    ref = CaseRef(tenant=TENANT, case_id=drill.case_id)
    with pytest.raises(CaseNotFoundError):
        world.gate(ref, drill.action)
    with pytest.raises(NotWarrantedError):
        world.execute(ref, drill.action)
    assert world.transport.writes() == []


def test_gate_refuses_it_even_with_rows_that_somebody_forged(world):
    """I1, I6: an answer to a check is bound to a bundle that there is not, and no approval is asked for in its place."""
    drill, request = planted(world)
    world.vote(request, SAM)
    ref = CaseRef(tenant=TENANT, case_id=drill.case_id)
    entry = PlannedAction(action=drill.action, after=None, asked=False, notes=dict.fromkeys(Rung, drill.action))
    forged = ActionPlan(playbook="refund_request", actions=(entry,), hand_over=drill.action, revision=0)
    where = (TENANT, drill.case_id)
    world.rows.transact([Put(keys.plan(*where), forged.to_json()), Put(keys.assessment(*where), make_assessment().to_json())])
    # Nor is there a customer under whose key a decision could be kept.
    with pytest.raises(PersonalDataErasedError):
        world.gate(ref, drill.action)
    answers = votes.cast(world.store, request)
    assert len(answers) == 1
    assert votes.good(answers, request, bundle=world.bundle.digest, verifier=world.key, now=world.now) == []
    assert world.store.query(Table.WARRANT, keys.case_partition(TENANT, drill.case_id)) == []


def test_no_workflow_hears_of_an_answer(world):
    _, request = planted(world)
    world.vote(request, SAM)
    assert (world.workflows.answers, world.workflows.started) == ({}, [])


def test_nobody_answering_ends_it_without_a_word(world):
    """I9: the sweep takes it off the inbox, and starts nothing."""
    _, request = planted(world)
    world.now = request.expires_at
    world.wait(hours=1)
    swept = world.sweep()
    assert (swept.failed, swept.cases_restarted, swept.approvals) == (0, 0, 1)
    assert inbox(Looker(world.store, world.directory, SAM, world.now), FIRST).mine == []
    assert (world.workflows.answers, world.workflows.started) == ({}, [])


@pytest.mark.parametrize(("answer", "said"), [("approve", "Nothing was done, and nothing will be:"), ("reject", "You saw it:")])
def test_whoever_answered_is_told_calmly_what_it_was(world, answer, said):
    drill, request = planted(world)
    note = world.vote(request, SAM, answer).note
    assert note == f"This was a check, planted to keep eyes open. {said} {drill.off}."
    assert world.vote(request, SAM, answer).note == note


def test_an_answer_to_a_real_question_has_no_note(world):
    ref = world.receive(text="Please refund order ORD-1002, the bench is broken.")
    [waiting, *_] = world.run(ref)
    assert world.vote(world.ask(ref, waiting.action), SAM).note is None


def test_results_count_as_checks_and_nowhere_else(world):
    for number, answer in enumerate(("approve", "reject", "reject")):
        _, request = planted(world, new_id=f"{number:032x}")
        world.vote(request, SAM, answer)
    sums = quality(world.store, SAM, 7, now=world.now).mine
    assert (sums.answers, sums.approved, sums.checks, sums.checks_seen_through) == (0, 0, 3, 2)


def test_an_auditor_can_tell_before_anybody_is_asked(world):
    """The mark stands on the tenant's own chain, and before the question."""
    drill, _ = planted(world)
    (mark,) = audit.events(world.store, TENANT, audit.CONTROL)
    assert (mark.type, mark.body["approval_id"], mark.body["kind"]) == ("drill.planted", drill.approval_id, KINDS[0])
    assert audit.verify(audit.events(world.store, TENANT, drill.case_id)) is None


def test_it_cannot_be_edited_into_something_that_is_done(world):
    drill, request = planted(world)
    with pytest.raises(RequestRefusedError) as refusal:
        world.edit(CaseRef(tenant=TENANT, case_id=drill.case_id), drill.action, SAM, amount_minor=1)
    assert refusal.value.status == 422
    assert drill_of(world.store, request) == drill
    assert world.workflows.started == []


def test_a_kind_that_there_is_not_is_refused(world):
    with pytest.raises(RequestRefusedError) as refusal:
        plant(world.rows, shipped(), OLGA, Plant(kind="no-such-check"), new_id="d" * 32, now=world.now)
    assert refusal.value.status == 422
    assert drills(world.store, TENANT).rows == []


def test_another_tenant_knows_nothing_of_it(world):
    """I13."""
    planted(world)
    assert drills(world.store, "other").rows == []


@pytest.mark.parametrize("text", ["", "[x]\n", "[Payee]\noff = 'x'\n"])
def test_the_table_is_strict(text):
    with pytest.raises(ValidationError):
        parse(text)
