import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.builders import NOW, REF, make_action, make_voter
from tests.policies.given import POLICIES, make_facts, shipped_bundle
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_bundle, proposed_folder
from tests.world import World

from countersign.cli.policy_backtest import backtest as command
from countersign.local.operator_error import OperatorError
from countersign.model.decision import Verdict
from countersign.policy.backtest import Backtest, RecordedDecision, backtest
from countersign.policy.bundle import Bundle
from countersign.policy.facts import DecisionFacts
from countersign.policy.flips import ruling_under
from countersign.viewing.recorded_decisions import recorded_decision

OLD = shipped_bundle()
LOOSER = proposed_bundle("refunds.cedar", HIGHER_LIMIT)


def recorded(facts: DecisionFacts, approvals: Mapping[str, int] | None = None, *, bundle: Bundle = OLD, **changes: Any) -> RecordedDecision:
    """As the gate would have recorded it."""
    ruling = ruling_under(bundle, facts, dict(approvals or {}))
    action = sha256(json.dumps([facts.to_json(), changes.pop("name", "")]).encode()).hexdigest()
    decision = RecordedDecision(
        action=action,
        verdict=ruling.verdict,
        needs=ruling.needs,
        reasons=ruling.reasons,
        errors=ruling.errors,
        facts=facts.to_json(),
        approvals=dict(approvals or {}),
        bundle=bundle.digest,
        warrant=action if ruling.verdict is Verdict.ALLOW else None,
        at=NOW,
    )
    return decision.model_copy(update=changes)


def refund(amount_minor: int, customer: str = "cus-1", **given: Any) -> DecisionFacts:
    return make_facts(money__amount_minor=amount_minor, customer__id=customer, **given)


def replayed(*decisions: RecordedDecision, new: Bundle = LOOSER, minutes: Mapping[str, int] | None = None) -> Backtest:
    return backtest(OLD, new, decisions, minutes or {})


def test_flips_are_grouped_with_the_money_and_the_customers_they_touch() -> None:
    found = replayed(
        *(recorded(refund(amount, customer)) for amount, customer in ((12_000, "a"), (13_000, "a"), (14_000, "b"), (2_000, "c")))
    )
    (group,) = found.groups

    assert (group.before, group.after) == ("REQUIRE_APPROVAL (supervisor 1)", "ALLOW")
    assert (group.decisions, group.customers, group.money) == (3, 2, {"EUR": 39_000})
    assert group.actions == {"refund.issue": 3}
    assert (found.decisions, found.replayed, found.flips, found.not_reproduced) == (4, 4, 3, ())


def test_other_people_for_the_same_verdict_are_a_flip() -> None:
    swapped = proposed_bundle(
        "refunds.cedar", ("amount_minor <= 100000 }", "amount_minor <= 50000 }"), ("amount_minor > 100000 }", "amount_minor > 50000 }")
    )
    (group,) = replayed(recorded(refund(60_000)), new=swapped).groups

    assert (group.before, group.after) == ("REQUIRE_APPROVAL (supervisor 1)", "REQUIRE_APPROVAL (risk 2)")


def test_approvers_work_before_and_after() -> None:
    early, late = recorded(refund(12_000), at=NOW - timedelta(days=9)), recorded(refund(250_000))
    found = replayed(early, late, minutes={"risk": 25})

    assert (found.before.approvals, found.before.approvals_per_100_days, found.before.queue_minutes) == (2, 20, 60)
    assert (found.after.approvals, found.after.approvals_per_100_days, found.after.queue_minutes) == (1, 10, 50)


def test_an_action_decided_again_after_votes_asks_nobody_twice() -> None:
    facts = refund(250_000)
    found = replayed(recorded(facts), recorded(facts, {"risk": 1}), recorded(facts, {"risk": 2}))

    assert (found.decisions, found.before.approvals) == (3, 1)


def test_without_times_nobody_can_say_how_many_a_day() -> None:
    assert replayed(recorded(refund(12_000), at=None)).before.approvals_per_100_days is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"facts": {}}, "no facts were recorded, for gathering them had failed"),
        ({"facts": {"mood": "good"}}, "the recorded facts are not those that policies see today"),
        ({"facts": make_facts(action__name="parcel.send").to_json()}, "the old bundle does not know the action parcel.send"),
    ],
)
def test_what_cannot_be_replayed_is_counted_with_the_reason(changes: dict[str, Any], why: str) -> None:
    found = replayed(recorded(refund(12_000)).model_copy(update=changes))

    assert (found.replayed, found.flips, found.not_replayable) == (0, 0, {why: 1})


def test_a_record_that_its_own_bundle_does_not_reproduce_is_named() -> None:
    altered = recorded(refund(12_000), verdict=Verdict.ALLOW, needs=())
    (found,) = replayed(altered).not_reproduced

    assert (found.action, found.recorded, found.replayed) == (altered.action, "ALLOW", "REQUIRE_APPROVAL (supervisor 1)")


def test_decisions_of_a_third_bundle_are_replayed_and_counted() -> None:
    found = replayed(recorded(refund(12_000), bundle=proposed_bundle("bundle.toml", ('version = "', 'version = "9'))))

    assert (found.elsewhere, found.replayed, found.flips, found.not_reproduced) == (1, 1, 1, ())


def test_autonomy_is_granted_by_each_bundles_own_table() -> None:
    cautious = proposed_bundle("autonomy.toml", ('level = "act"', 'level = "draft"'))
    (group,) = replayed(recorded(refund(2_000)), new=cautious).groups

    assert (group.before, group.after) == ("ALLOW", "DRAFT")


def test_what_the_gate_really_records_is_reproduced() -> None:
    """A whole approval: asked, voted, allowed."""
    world = World()
    action = make_action(12_000)
    world.given(action)
    world.gate(REF, action.digest)
    world.vote(world.ask(REF, action.digest), make_voter("sam", "supervisor"))
    world.gate(REF, action.digest)
    decisions = [recorded_decision(world.store, event.to_json()) for event in world.record() if event.type == "decision.made"]
    found = replayed(*decisions)

    assert [decision.verdict for decision in decisions] == [Verdict.REQUIRE_APPROVAL, Verdict.ALLOW]
    assert (found.replayed, found.not_reproduced, found.flips) == (2, (), 1)


def test_a_cases_own_hand_over_is_recorded_as_escalation_and_reproduced() -> None:
    assert replayed(recorded(make_facts("hand_over"), verdict=Verdict.ESCALATE)).not_reproduced == ()


def run(new: Path, tmp_path: Path, *decisions: RecordedDecision, options: tuple[str, ...] = ("--json",)) -> Result:
    file = tmp_path / "decisions.jsonl"
    file.write_text("".join(f"{decision.model_dump_json()}\n" for decision in decisions), encoding="utf-8")
    return CliRunner().invoke(command, ["--old", str(POLICIES), "--new", str(new), "--decisions", str(file), *options])


def test_the_command_ends_with_1_when_a_decision_changes(tmp_path: Path) -> None:
    result = run(proposed_folder(tmp_path, "refunds.cedar", HIGHER_LIMIT), tmp_path, recorded(refund(12_000)))

    assert (result.exit_code, json.loads(result.stdout)["flips"]) == (1, 1)


def test_the_command_ends_with_0_when_nothing_changes(tmp_path: Path) -> None:
    result = run(POLICIES, tmp_path, recorded(refund(12_000)), options=())

    assert (result.exit_code, "1 of 1 decisions replayed, 0 change." in result.stdout) == (0, True)


@pytest.mark.parametrize("options", [("--from-audit",), ("--minutes", "risk=soon")])
def test_the_command_refuses_bad_input(tmp_path: Path, options: tuple[str, ...]) -> None:
    result = run(POLICIES, tmp_path, options=options)

    assert isinstance(result.exception, OperatorError)


def test_a_line_that_is_no_decision_is_named(tmp_path: Path) -> None:
    file = tmp_path / "decisions.jsonl"
    file.write_text('{"verdict": "ALLOW"}\n', encoding="utf-8")
    result = CliRunner().invoke(command, ["--old", str(POLICIES), "--new", str(POLICIES), "--decisions", str(file)])

    assert isinstance(result.exception, OperatorError)
    assert "line 1: not a recorded decision" in result.exception.message
