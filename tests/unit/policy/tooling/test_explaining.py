import pytest
from tests.policies.given import make_facts, shipped_bundle, unchecked_facts
from tests.unit.policy.toy import SUPERVISOR, toy_bundle

from countersign.model.decision import Verdict
from countersign.policy.tooling.explaining import Explanation, explain


def blocked_by(explanation: Explanation) -> dict[str, list[str]]:
    return {rung.rung: [reason.policy for reason in rung.policies] for rung in explanation.rungs if not rung.permitted}


def test_every_rung_is_told_also_those_that_the_verdict_does_not_need() -> None:
    explanation = explain(shipped_bundle(), make_facts(), {})

    assert [(rung.rung, rung.permitted) for rung in explanation.rungs] == [
        ("act", True), ("draft", True), ("recommend", True), ("escalate", True),
    ]  # fmt: skip
    assert (explanation.unlock, explanation.lasting) == ((), ())


def test_approvals_that_unlock_are_named() -> None:
    explanation = explain(shipped_bundle(), make_facts(money__amount_minor=250_000), {"risk": 1})

    assert [(need.role, need.count) for need in explanation.unlock] == [("risk", 2)]
    assert explanation.lasting == ()


def test_what_no_approval_lifts_is_told_apart_from_what_one_would() -> None:
    explanation = explain(shipped_bundle(), make_facts(money__amount_minor=250_000, purchase__disputed=True), {})

    assert blocked_by(explanation) == {
        "act": ["refund.disputed", "refund.over-1000.four-eyes"],
        "draft": ["refund.disputed"],
        "recommend": ["refund.disputed"],
    }
    assert [reason.policy for reason in explanation.lasting] == ["refund.disputed"]


def test_approvals_do_not_open_weaker_rungs() -> None:
    everywhere = SUPERVISOR.replace('context.mode == Mode::"act" && ', "")
    explanation = explain(toy_bundle(everywhere), make_facts(money__amount_minor=20_000), {"supervisor": 1})

    assert blocked_by(explanation) == {"act": [], "draft": ["over-100"], "recommend": ["over-100"], "escalate": ["over-100"]}


@pytest.mark.parametrize("field", ["triage.confidence_bp", "money.amount_minor"])
def test_a_failure_is_told_instead_of_rungs(field: str) -> None:
    explanation = explain(shipped_bundle(), unchecked_facts("refund", {field: "much"}), {})

    assert explanation.verdict is Verdict.DENY
    assert explanation.errors
    assert explanation.rungs == ()
