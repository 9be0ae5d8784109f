from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from tests.policies.given import make_facts, shipped_bundle, unchecked_facts
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_bundle

from countersign.model.decision import Need, Reason, Verdict
from countersign.policy.decide import decide, every_rung
from countersign.policy.engine import Answer, ask

ESCALATE_ONLY = """
@id("escalate-only") @title("A person's work") @owner("o")
forbid (principal, action, resource) when { context.mode != Mode::"escalate" };
"""


def test_a_verdict_comes_with_titled_reasons_and_rungs() -> None:
    ruling = decide(shipped_bundle(), make_facts(money__amount_minor=12_000), {})

    assert ruling.verdict is Verdict.REQUIRE_APPROVAL
    assert ruling.needs == (Need(role="supervisor", count=1, within_seconds=28_800),)
    assert ruling.reasons == (Reason(policy="refund.over-100.supervisor", title="Refunds above 100.00 EUR need a supervisor"),)
    assert ruling.rungs == {"act": False}


def test_rungs_are_asked_from_the_top_to_the_first_yes() -> None:
    ruling = decide(shipped_bundle(), make_facts(quality_bp=3_000), {})

    assert (ruling.verdict, ruling.rungs) == (Verdict.RECOMMEND, {"act": False, "draft": False, "recommend": True})


def test_needs_are_totals_with_the_shortest_deadline() -> None:
    two_soon = SUPERVISOR.replace('"over-100"', '"soon"').replace("PT8H", "PT5H").replace('"1"', '"2"').replace(">= 1", ">= 2")
    facts = make_facts(money__amount_minor=12_000)

    ruling = decide(toy_bundle(PERMIT, SUPERVISOR, two_soon), facts, {"supervisor": 1})

    assert ruling.needs == (Need(role="supervisor", count=2, within_seconds=18_000),)


def test_approval_is_not_asked_for_when_it_would_not_open_anything() -> None:
    facts = make_facts(money__amount_minor=12_000)

    ruling = decide(toy_bundle(PERMIT, SUPERVISOR, ESCALATE_ONLY), facts, {})

    assert (ruling.verdict, ruling.needs) == (Verdict.ESCALATE, ())


def test_approval_is_not_asked_for_when_nothing_permits_the_action_anyway() -> None:
    ruling = decide(toy_bundle(SUPERVISOR), make_facts(money__amount_minor=12_000), {})

    assert (ruling.verdict, ruling.needs) == (Verdict.DENY, ())


def test_what_nothing_permits_is_denied() -> None:
    assert decide(toy_bundle(SUPERVISOR), make_facts(), {}).verdict is Verdict.DENY


@pytest.mark.parametrize(
    ("given", "approvals"),
    [
        ({"action.name": "account.delete"}, {}),
        ({"action.intent": "world_peace"}, {}),
        ({"action.channel": "fax"}, {}),
        ({"customer.segment": "platinum"}, {}),
        ({"contact.local_hour": "12"}, {}),
        ({"triage.confidence_bp": True}, {}),
        ({"triage.confidence_bp": None}, {}),
        ({"money.amount_minor": float("nan")}, {}),
        ({"money.amount_minor": 10**30}, {}),
        ({"customer": None}, {}),
        ({}, {"chief_executive": 1}),
        ({}, {"supervisor": True}),
        ({}, {"supervisor": "1"}),
        ({}, None),
    ],
)
def test_whatever_cannot_be_decided_is_denied_with_the_error(given: Mapping[str, Any], approvals: Any) -> None:
    ruling = decide(shipped_bundle(), unchecked_facts("refund", dict(given)), approvals)

    assert ruling.verdict is Verdict.DENY
    assert ruling.errors
    assert all(len(error) <= 300 for error in ruling.errors)


def break_answers(monkeypatch: pytest.MonkeyPatch, *, call: int) -> None:
    """Let the n-th answer of the engine fail."""
    calls = count(1)

    def ask_and_break(*arguments: Any) -> list[Answer]:
        answers = ask(*arguments)
        return [*answers[:-1], Answer(allowed=False, policies=(), errors=("broken",))] if next(calls) == call else answers

    monkeypatch.setattr("countersign.policy.decide.ask", ask_and_break)


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_an_error_on_any_rung_on_the_way_down_denies(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    break_answers(monkeypatch, call=call)
    ruling = decide(toy_bundle(PERMIT, ESCALATE_ONLY), make_facts(), {})

    assert (ruling.verdict, ruling.errors) == (Verdict.DENY, ("broken",))


def test_an_error_in_asking_what_approvals_would_open_denies(monkeypatch: pytest.MonkeyPatch) -> None:
    break_answers(monkeypatch, call=2)
    ruling = decide(shipped_bundle(), make_facts(money__amount_minor=12_000), {})

    assert (ruling.verdict, ruling.needs, ruling.errors) == (Verdict.DENY, (), ("broken",))


def test_votes_open_acting_only() -> None:
    """A forbid that votes would lift at every rung is lifted for acting, and stands for the weaker rungs."""
    everywhere = SUPERVISOR.replace('context.mode == Mode::"act" && ', "")
    answers = every_rung(toy_bundle(PERMIT, everywhere), make_facts(money__amount_minor=12_000), {"supervisor": 1})

    assert {mode: answer.allowed for mode, answer in answers.items()} == {
        "act": True,
        "draft": False,
        "recommend": False,
        "escalate": False,
    }
