import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.record import keys
from countersign.viewing.dossier import Dossier

REFUND, BENCH = make_action(2_000), make_action(12_000)


@pytest.fixture
def world() -> World:
    return World()


def dossier(world: World, case_id: str = CASE_ID) -> Dossier:
    return Dossier.of(world.store, TENANT, case_id)


def test_it_tells_the_story_in_order(world):
    ref = world.receive(subject="?", text="Lorem ipsum dolor sit amet.")
    world.run(ref)
    headings = [step["heading"] for step in dossier(world, ref.case_id).steps]
    assert (headings[:4], headings[-1]) == (["Received", "Understood", "Facts read", "Proposed"], "State")


def test_facts_have_source_and_age(world):
    world.given(REFUND)
    evidence = dossier(world).evidence
    assert evidence is not None
    assert {found["about"] for found in evidence["found"]} == {"Customer CUST-0001", "Order ORD-1001", "Contacts with the customer"}
    assert {found["observed_at"] for found in evidence["found"]} == {"2026-11-18T12:00:00Z"}


def test_before_facts_are_read_there_is_no_evidence(world):
    ref = world.receive()
    assert dossier(world, ref.case_id).evidence is None
    assert dossier(world, ref.case_id).decisions == []


def test_a_decision_is_shown_with_what_came_of_it(world):
    world.given(REFUND)
    world.settle(REF, REFUND.digest)
    (decided,) = dossier(world).decisions
    assert (decided["what"], decided["verdict"], decided["instead"]) == ("Pay back: 20.00 EUR, to CUST-0001", "ALLOW", None)
    assert (decided["effect"]["state"], decided["effect"]["vendor_id"], decided["approval"]) == ("DONE", "RF-0001", None)


def test_a_decision_that_waits_leads_to_its_approval(world):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    (decided,) = dossier(world).decisions
    assert (decided["approval"], decided["effect"]) == ({"approval_id": request.approval_id, "state": "OPEN"}, None)
    world.vote(request, make_voter())
    assert "sam (supervisor) said yes. The approval is now APPROVED." in str(dossier(world).steps)


def test_what_is_done_in_the_place_of_an_action_is_named(world):
    world.given(REFUND)
    world.throw("action", REFUND.name)
    world.settle(REF, REFUND.digest)
    (decided,) = dossier(world).decisions
    assert (decided["verdict"], decided["instead"] is None, decided["effect"]["state"]) == ("DENY", False, "DONE")
    assert [(one["kind"], one["subject"]) for one in dossier(world).with_people] == [("refusal", REFUND.digest)]


def test_an_altered_action_is_not_shown_as_it_is_now(world):
    """I4."""
    world.given(REFUND)
    world.settle(REF, REFUND.digest)
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), recipient="CUST-0666")
    shown = dossier(world)
    assert shown.decisions[0]["what"].startswith("An action that was altered")
    assert "CUST-0666" not in str(shown.steps) + str(shown.decisions)


def test_a_foreign_case_is_not_there(world):
    """I13."""
    ref = world.receive()
    with pytest.raises(RequestRefusedError) as refused:
        Dossier.of(world.store, "other", ref.case_id)
    assert refused.value.status == 404
