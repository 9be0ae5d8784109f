"""Claims are proved when they hold, and refuted by a request that the engine really permits when they do not."""

from pathlib import Path

import pytest
from tests.policies.given import POLICIES
from tests.unit.policy.proving.subjects import never, shipped_subject, toy_subject, without
from tests.unit.policy.toy import PERMIT, SUPERVISOR

from countersign.policy.engine import Answer
from countersign.policy.proving import witness
from countersign.policy.proving.invariants import Invariant, InvariantFileError, read_invariants
from countersign.policy.proving.proofs import prove
from countersign.policy.proving.witness import DisagreementError, Witness

SHIPPED = read_invariants(POLICIES / "invariants.toml")
LADDER = Invariant(id="ladder", says="", law="a weaker rung is open wherever a stronger one is")
APPROVALS = Invariant(id="approvals", says="", law="one more approval never closes a rung")
CLAIM = "[[invariants]]\nid = 'a'\nsays = 'b'\n"
OPEN = '@id("more") @title("More") @owner("o") '


@pytest.mark.parametrize("invariant", SHIPPED.invariants, ids=lambda invariant: invariant.id)
def test_the_shipped_bundle_keeps_its_invariants(invariant: Invariant) -> None:
    assert prove(invariant, shipped_subject()).proved


@pytest.mark.parametrize("invariant", [one for one in SHIPPED.invariants if one.never], ids=lambda invariant: invariant.id)
def test_a_proof_names_policies_without_each_of_which_it_fails(invariant: Invariant) -> None:
    rests_on = prove(invariant, shipped_subject()).rests_on

    needed = set(rests_on) - {one.policy for one in SHIPPED.accepted}
    assert needed
    for policy in needed:
        assert prove(invariant, without(policy)).counterexample


def test_a_false_claim_is_refuted_by_the_nearest_request_there_is() -> None:
    claim = never('context.mode == Mode::"act" && context.money.amount_minor > 50000 && context.approvals.risk < 1')

    assert prove(claim, shipped_subject()).counterexample == (
        Witness(action="refund.issue", mode="act", given={"money.amount_minor": 50_001}, approvals={"supervisor": 1}),
    )


def test_a_counterexample_names_words_and_texts() -> None:
    claim = 'action in Action::"money" && context.action.channel == Channel::"voice" && context.money.currency != "EUR"'
    (witness,) = prove(never(f'{claim} && context.money.currency != "none"'), toy_subject(PERMIT)).counterexample

    assert witness.given.keys() == {"action.channel", "money.currency"}
    assert witness.given["action.channel"] == "voice"
    assert witness.given["money.currency"] not in {"EUR", "none"}


def test_sums_are_what_requests_make_of_them() -> None:
    claim = never("context.ledger.with_this_24h_minor < context.money.amount_minor && context.ledger.refunded_24h_minor >= 0")

    assert prove(claim, toy_subject(PERMIT)).counterexample == ()


@pytest.mark.parametrize("condition", ['context.mode == Mode::"act" && context.mode == Mode::"draft"', "context.approvals.risk < 0"])
def test_a_condition_that_no_request_meets_proves_nothing(condition: str) -> None:
    proof = prove(never(condition), shipped_subject())

    assert (proof.proved, proof.counterexample) == (False, ())


def test_a_bundle_that_permits_nothing_keeps_every_promise() -> None:
    assert prove(never("context.quality_bp < 1"), toy_subject(SUPERVISOR)).proved


def test_a_gap_in_the_ladder_is_found() -> None:
    gap = OPEN + 'forbid (principal, action, resource) when { context.mode == Mode::"recommend" && context.quality_bp < 10 };'

    stronger, weaker = prove(LADDER, toy_subject(PERMIT, gap)).counterexample
    assert (stronger.mode, weaker.mode, stronger.given) == ("draft", "recommend", {"quality_bp": 9})


def test_votes_do_not_count_for_weaker_rungs() -> None:
    """A forbid that votes lift at every rung leaves a hole below acting, as the gate asks."""
    everywhere = SUPERVISOR.replace('context.mode == Mode::"act" && ', "")

    stronger, weaker = prove(LADDER, toy_subject(PERMIT, everywhere)).counterexample
    assert (stronger.mode, stronger.approvals) == ("act", {"supervisor": 1})
    assert (weaker.mode, weaker.approvals) == ("draft", {})


def test_an_approval_that_makes_it_stricter_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house rules refuse such a policy at load, so that they are put aside here."""
    monkeypatch.setattr("countersign.policy.bundle.problems", lambda *_: [])
    backwards = OPEN + "forbid (principal, action, resource) when { context.approvals.risk >= 2 };"

    before, after = prove(APPROVALS, toy_subject(PERMIT, backwards)).counterexample
    assert (before.approvals, after.approvals) == ({"risk": 1}, {"risk": 2})


def test_a_counterexample_that_the_engine_denies_is_no_proof_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    denial = Answer(allowed=False, policies=("safety.switch.tenant",), errors=())
    monkeypatch.setattr(witness, "ask", lambda *_: [denial])

    with pytest.raises(DisagreementError, match=r"safety\.switch\.tenant"):
        prove(never("context.quality_bp < 1"), toy_subject(PERMIT))


@pytest.mark.parametrize("condition", ["context.quality < 1", 'context.triage.taint == Taint::"no"', "context.quality_bp <", "1 == 2 }"])
def test_a_claim_in_unknown_words_is_refused(condition: str) -> None:
    with pytest.raises(InvariantFileError, match="invariant claim"):
        prove(never(condition), shipped_subject())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (CLAIM, "either `never` or `law`"),
        (f"{CLAIM}never = 'true'\nlaw = '{LADDER.law}'\n", "either `never` or `law`"),
        (f"{CLAIM}law = 'murphy'\n", "law"),
        (CLAIM.replace("says", "tells"), "says"),
        ("invariants = ", "claims.toml"),
    ],
)
def test_a_file_that_states_nothing_clear_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "claims.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(InvariantFileError, match=reason):
        read_invariants(file)
