"""An auditor counts as the hub did, by the record and the signed answers alone."""

import pytest
from tests.builders import REF, make_voter
from tests.unit.steps.questions import PAVILION, asking
from tests.unit.steps.test_delegates import DORA, be_away, hand_on
from tests.world import World

from countersign.model.approval import Grant
from countersign.model.decision import Verdict
from countersign.proof.authority import Finding, unauthorised
from countersign.record import votes

RIA, ROB, ROY = (make_voter(name, "risk") for name in ("ria", "rob", "roy"))


def findings(world: World, grants: list[Grant]) -> list[Finding]:
    return list(unauthorised(world.record(), [], grants))


@pytest.fixture
def one_lapsed() -> tuple[World, dict[str, Grant]]:
    """Ria lost the role after her yes, so it took Roy's beside Rob's."""
    world, request = asking(PAVILION)
    world.vote(request, RIA)
    world.employ(RIA, groups=())
    world.vote(request, ROB)
    world.vote(request, ROY)
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.ALLOW
    return world, {vote.grant.voter_name: vote.grant for vote in votes.cast(world.store, request)}


def test_an_answer_that_lapsed_does_not_carry_a_decision(one_lapsed):
    """I5."""
    world, grants = one_lapsed
    assert findings(world, [*grants.values()]) == []
    reasons = [reason for _, reason in findings(world, [grants["ria"], grants["rob"]])]
    assert "a decision that counts more answers for risk than were given" in reasons


def test_a_delegate_and_the_delegator_do_not_carry_a_decision_together():
    """I5: a grant that was made to say otherwise is not the one on the record."""
    world, request = asking(PAVILION)
    hand_on(world, RIA)
    be_away(world, RIA)
    world.vote(request, DORA)
    world.vote(request, ROB)
    assert world.gate(REF, PAVILION.digest).verdict is Verdict.ALLOW
    lent, own = (vote.grant for vote in votes.cast(world.store, request))
    assert findings(world, [lent, own]) == []
    assert findings(world, [lent.model_copy(update={"on_behalf_of": None}), own]) != []
    assert findings(world, [lent.model_copy(update={"on_behalf_of": "sub-rob"}), own]) != []
