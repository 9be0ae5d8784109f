"""Whose answer counts: by the directory's word at the time of counting, one human once, and nobody's who is concerned."""

import pytest
from tests.builders import REF, TENANT, make_account, make_action, make_voter
from tests.fakes import WatchedStore
from tests.unit.steps.questions import BENCH, PAVILION, asking, refusal, state
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.decision import Verdict
from countersign.ports import Replace
from countersign.record import keys

RIA, ROB, ROY = (make_voter(name, "risk") for name in ("ria", "rob", "roy"))


def grant(world: World, request: ApprovalRequest, voter=None) -> dict:
    return world.row(keys.vote(TENANT, request.approval_id, (voter or make_voter()).subject))["grant"]


def test_a_role_is_the_directorys_word_and_not_the_tokens():
    """I5: whoever was moved since they signed in has the role no more."""
    world, request = asking()
    world.employ(make_voter(), groups=("customer_care",))
    assert refusal(world, request, make_voter()).status == 403


def test_a_grant_keeps_the_roles_that_the_directory_told():
    world, request = asking()
    world.employ(make_voter("sam", "trainee"), groups=("agent_lead", "supervisor"), person="P-7")
    world.vote(request, make_voter("sam", "trainee"))
    assert (grant(world, request)["groups"], grant(world, request)["person"]) == (["agent_lead", "supervisor"], "P-7")


def test_an_account_that_asks_for_a_second_factor_had_it_shown():
    world, request = asking()
    world.employ(make_voter(), second_factor=True)
    world.vote(request, make_voter())
    assert grant(world, request)["methods"] == ["pwd", "mfa"]


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"subject": "sub-another"}, {"tenant": "other"}], ids=["locked", "name given to another", "moved away"]
)
def test_who_has_left_may_not_answer(changes):
    """I5, I13."""
    world, request = asking()
    world.employ(make_voter(), **changes)
    assert refusal(world, request, make_voter()).status == 403
    assert state(world, request) == "OPEN"


LOST = {"the role": {"groups": ("customer_care",)}, "the account": {"enabled": False}, "the name": {"name": "ria.smith"}}


@pytest.mark.parametrize("changes", LOST.values(), ids=LOST.keys())
def test_who_lost_the_role_before_the_last_answer_no_longer_counts(changes):
    """I5, I6: the approval stays open, and the gate does not count them either."""
    world, request = asking(PAVILION)
    world.vote(request, RIA)
    world.employ(RIA, **changes)
    assert world.vote(request, ROB).still_needed == {"risk": 1}
    assert state(world, request) == "OPEN"
    assert [event.body["voters"] for event in world.record() if event.type == "approval.lapsed"] == [["sub-ria"]]
    assert world.vote(request, ROY).state is ApprovalState.APPROVED
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.ALLOW
    assert world.warrants(REF)[0]["grants"] == [f"{request.approval_id}/sub-rob", f"{request.approval_id}/sub-roy"]


def test_whose_answer_lapsed_does_not_answer_again():
    world, request = asking(PAVILION)
    world.vote(request, RIA)
    world.employ(RIA, groups=())
    world.vote(request, ROB)
    world.employ(RIA)
    assert refusal(world, request, RIA, "reject").status == 409
    assert world.vote(request, RIA).still_needed == {"risk": 1}


def test_two_last_voters_at_once_find_the_same_one_gone():
    """I5: whoever is second sees what the first struck out."""
    store = WatchedStore(InMemoryStore())
    world, request = asking(PAVILION, store)
    world.vote(request, RIA)
    world.employ(RIA, enabled=False)
    store.meanwhile.append(lambda: world.vote(request, ROB))
    assert world.vote(request, ROY).state is ApprovalState.APPROVED
    assert [event.type for event in world.record()].count("approval.lapsed") == 1
    assert world.gate(REF, PAVILION.digest).approvals == {"risk": 2}


def test_an_answer_copied_from_another_question_lapses_with_the_last_genuine_one():
    """I6: for a role that is not asked here; it stops nobody, and the gate would not count it either."""
    world, request = asking()
    world.vote(request, make_voter())
    row = world.row(keys.vote(TENANT, request.approval_id, "sub-sam"))
    other, pavilion = asking(PAVILION)
    row["grant"] |= {"voter": "sub-mal", "voter_name": "mal"}
    other.store.transact([Replace(keys.vote(TENANT, pavilion.approval_id, "sub-mal"), row)])
    other.vote(pavilion, RIA)
    assert other.vote(pavilion, ROB).state is ApprovalState.APPROVED
    assert other.gate(REF, PAVILION.digest).approvals == {"risk": 2}


def test_what_lapsed_is_not_counted_by_the_gate():
    """I6: whatever else the row says."""
    world, request = asking()
    world.vote(request, make_voter())
    world.alter(keys.approval(TENANT, request.approval_id), lapsed=["sub-sam"])
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


@pytest.mark.parametrize("ended", [state for state in ApprovalState if state is not ApprovalState.APPROVED])
def test_answers_to_what_was_not_approved_are_not_counted(ended):
    """I6: also not those to a question that ended otherwise, or is still open."""
    world, request = asking()
    world.vote(request, make_voter())
    world.alter(keys.approval(TENANT, request.approval_id), state=ended)
    assert world.gate(REF, BENCH.digest).verdict is Verdict.REQUIRE_APPROVAL


def test_two_accounts_of_one_human_are_one():
    """I5: however the accounts are called."""
    world, request = asking(PAVILION)
    world.employ(RIA, ROB, person="P-1")
    world.vote(request, RIA)
    assert refusal(world, request, ROB).title.startswith("You have answered already")
    assert world.vote(request, ROY).state is ApprovalState.APPROVED


def test_one_human_is_one_also_where_the_accounts_were_linked_only_later():
    """I5: the gate counts what the grants say, and the last voter is held to what the directory says now."""
    world, request = asking(PAVILION)
    world.employ(RIA, person="P-1")
    world.vote(request, RIA)
    world.employ(ROB, person="P-1")
    assert refusal(world, request, ROB).status == 409


@pytest.mark.parametrize("known_as", ["pat", "pat@larkfield.example"])
@pytest.mark.parametrize("part", ["requester", "drafter"])
def test_another_account_of_who_asked_or_wrote_may_not_answer(part, known_as):
    """I5: the directory tells who else they are."""
    world, request = asking(make_action(12_000, **{part: known_as}))
    world.directory.put(make_account(make_voter("pat", "agents", person="P-9")))
    world.employ(make_voter(), person="P-9")
    assert refusal(world, request, make_voter()).status == 403


@pytest.mark.parametrize(
    "changes",
    [{"drafter": "sam"}, {"drafter": "SAM@larkfield.example"}, {"recipient": "sam@larkfield.example"}, {"requester": "sub-sam"}],
    ids=str,
)
def test_who_wrote_it_or_receives_it_may_not_answer(changes):
    """I5."""
    # The recipient is what the connector's manifest points to.
    arguments = make_action(12_000).arguments | ({"customer_id": changes["recipient"]} if "recipient" in changes else {})
    world, request = asking(make_action(12_000, arguments=arguments, **changes))
    assert refusal(world, request, make_voter()).status == 403


def test_a_customer_who_works_here_may_not_answer_for_themselves():
    """I5: by the number under which the customer's records know them."""
    world, request = asking()
    world.employ(make_voter(), person="CUST-0001")
    assert refusal(world, request, make_voter()).status == 403
