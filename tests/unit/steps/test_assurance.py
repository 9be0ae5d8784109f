"""A yes takes as much proof of who says it as what it is about; a no is taken from anybody who may answer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.builders import NOW, REF, TENANT, make_action, make_voter
from tests.policies.given import shipped_bundle
from tests.unit.steps.questions import BENCH, PAVILION, asking, refusal, state
from tests.world import World

from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.assurance import Assurance
from countersign.model.decision import Verdict
from countersign.policy.strength import assurance
from countersign.policy.tables import FreshSignIn, LinkEnough, SecondFactor, Strength
from countersign.record import keys
from countersign.sdk.contract import Effect

BY_LINK = {"via": "link", "methods": ("link",)}
NOTHING = Assurance(link=True, sign_in_seconds=None, second_factor=False)
# The largest that a link is enough for, and the cent above.
SMALL, LARGER = make_action(50_000), make_action(50_001)


def test_a_link_is_enough_for_a_small_amount():
    world, request = asking(SMALL)
    assert world.vote(request, make_voter(**BY_LINK)).state is ApprovalState.APPROVED
    assert world.gate(REF, SMALL.digest).verdict is Verdict.ALLOW


@pytest.mark.parametrize("action", [LARGER, PAVILION], ids=["a cent more", "two people"])
def test_above_it_one_signs_in(action):
    world, request = asking(action)
    refused = refusal(world, request, make_voter("rita", "supervisor", "risk", **BY_LINK))
    assert (refused.status, refused.members) == (403, {"sign_in": "required"})
    assert state(world, request) == "OPEN"


def test_a_no_is_taken_from_a_link():
    world, request = asking(PAVILION)
    assert world.vote(request, make_voter("rita", "risk", **BY_LINK), "reject").state is ApprovalState.REJECTED


def test_a_large_amount_takes_a_sign_in_of_today():
    world, request = asking(PAVILION)
    old = make_voter("rita", "risk", authenticated_at=NOW - timedelta(hours=8, seconds=1))
    assert refusal(world, request, old).members == {"sign_in": "required"}
    assert world.vote(request, old.model_copy(update={"authenticated_at": NOW - timedelta(hours=8)})).still_needed == {"risk": 1}


@pytest.fixture
def strict() -> tuple[World, ApprovalRequest]:
    """The shipped tables, and a second factor for every amount."""
    bundle = shipped_bundle()
    strength = bundle.tables.strength.model_copy(update={"second_factor": SecondFactor(over_minor=0)})
    world = World(bundle=replace(bundle, tables=bundle.tables.model_copy(update={"strength": strength})))
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    return world, world.ask(REF, BENCH.digest)


def test_a_second_factor_is_the_tokens_word_or_the_directorys(strict):
    world, request = strict
    assert refusal(world, request, make_voter()).members == {"sign_in": "second_factor"}
    world.employ(make_voter(), second_factor=True)
    assert world.vote(request, make_voter()).state is ApprovalState.APPROVED
    assert world.gate(REF, BENCH.digest).verdict is Verdict.ALLOW


def test_a_token_that_says_so_is_believed(strict):
    world, request = strict
    assert world.vote(request, make_voter(methods=("pwd", "mfa"))).state is ApprovalState.APPROVED


@pytest.mark.parametrize(
    ("action", "shown"),
    [(LARGER, BY_LINK), (PAVILION, BY_LINK), (PAVILION, {"authenticated_at": NOW - timedelta(days=1)})],
    ids=["by link", "two by link", "long signed in"],
)
def test_the_gate_does_not_count_what_was_shown_too_little_for(action, shown):
    """I6: whoever may sign wrongly did, by a row of the approval that asked for nothing."""
    world, request = asking(action)
    world.alter(keys.approval(TENANT, request.approval_id), assurance=NOTHING.to_json())
    for name in ("rita", "remo")[: sum(need.count for need in request.needs)]:
        voted = world.vote(request, make_voter(name, "supervisor", "risk", **shown))
    assert voted.state is ApprovalState.APPROVED
    assert world.gate(REF, action.digest).verdict is Verdict.REQUIRE_APPROVAL


STRENGTH = Strength(
    link=LinkEnough(approvers=1, up_to_minor=100, effects=(Effect.MONEY, Effect.WRITE_REVERSIBLE)),
    sign_in=FreshSignIn(over_minor=200, within_seconds=60),
    second_factor=SecondFactor(over_minor=300),
)


@pytest.mark.parametrize(
    ("amount", "approvers", "expected"),
    [
        (100, 1, (True, None, False)),
        (101, 1, (False, None, False)),
        (100, 2, (False, None, False)),
        (200, 1, (False, None, False)),
        (201, 1, (False, 60, False)),
        (300, 1, (False, 60, False)),
        (301, 1, (False, 60, True)),
    ],
)
def test_what_is_asked_grows_with_what_is_at_stake(amount, approvers, expected):
    found = assurance(STRENGTH, make_action(amount), approvers)
    assert (found.link, found.sign_in_seconds, found.second_factor) == expected


@pytest.mark.parametrize("effect", list(Effect))
def test_a_link_is_for_effects_of_these_classes_only(effect):
    action = make_action(effect=effect, money=None)
    assert assurance(STRENGTH, action, 1).link is (effect in STRENGTH.link.effects)
