from pathlib import Path

import pytest
from tests.policies.given import POLICIES, shipped_artefact, shipped_cases
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_artefact, trees

from countersign.model.decision import Verdict
from countersign.policy.tooling.cases import Case, CaseBook
from countersign.policy.tooling.mutants import mutants
from countersign.policy.tooling.mutation import Fate, JustificationError, Justified, fates, judge, read_justified
from countersign.policy.tooling.tree_changes import changed_conditions


def changed(condition: str) -> set[str]:
    (tree,) = trees(f'@id("p") forbid (principal, action, resource) when {{ {condition} }};').values()
    return {change.partition(" -> ")[2] for change, _ in changed_conditions(tree["conditions"])}


def case(amount: int, verdict: Verdict, because: str) -> Case:
    return Case(
        file="",
        case=str(amount),
        baseline="refund",
        given={"money.amount_minor": amount},
        expect=verdict,
        needs={"supervisor": 1} if verdict is Verdict.REQUIRE_APPROVAL else {},
        within={"supervisor": "PT8H"} if verdict is Verdict.REQUIRE_APPROVAL else {},
        because=(because,),
    )


def toy_fates(*cases: Case) -> dict[str, Fate]:
    found = [mutant for mutant in mutants(toy_artefact(PERMIT, SUPERVISOR)) if mutant.place == "over-100"]
    return {fate.change: fate for fate in fates(found, CaseBook(shipped_cases().baselines, cases))}


FIRST, LAST = case(10_001, Verdict.REQUIRE_APPROVAL, "over-100"), case(10_000, Verdict.ALLOW, "base")
NUMBER = "context.money.amount_minor > 10000 -> context.money.amount_minor"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "context.quality_bp < 5",
            {"context.quality_bp <= 5", "context.quality_bp >= 5", "context.quality_bp < 4", "context.quality_bp < 6"},
        ),
        ("context.customer.known", set()),
        ("!context.customer.known", {"context.customer.known"}),
        (
            "context.customer.known && context.purchase.disputed",
            {"context.customer.known || context.purchase.disputed", "context.customer.known", "context.purchase.disputed"},
        ),
        ('context.mode == Mode::"act"', {'context.mode != Mode::"act"'}),
        ('action in Action::"money"', {'!(action in Action::"money")'}),
        (
            "[1, 2].contains(context.quality_bp)",
            {"![1, 2].contains(context.quality_bp)", "[2].contains(context.quality_bp)", "[1].contains(context.quality_bp)"},
        ),
    ],
)
def test_every_part_of_a_condition_is_changed(condition: str, expected: set[str]) -> None:
    assert changed(condition) == expected


def test_a_policy_is_dropped_flipped_widened_and_misworded() -> None:
    changes = {mutant.change for mutant in mutants(shipped_artefact()) if mutant.place == "refund.over-1000.four-eyes"}

    assert 'action == Action::"refund.issue" -> action' in changes
    assert "forbid -> permit" in changes
    assert "@role(risk) -> @role(agent_lead)" in changes
    assert "@within(PT24H) -> @within(PT24H1M)" in changes
    assert "unless { context.approvals.risk >= 2 } -> nothing" in changes
    assert any(change.startswith("forbid (principal") and change.endswith("-> nothing") for change in changes)


def test_limits_of_the_tables_are_changed_too() -> None:
    changes = {(mutant.place, mutant.change) for mutant in mutants(shipped_artefact())}

    assert {("limits.toml", "facts_age_seconds = 300 -> 301"), ("contact.toml", "quiet_from_hour = 21 -> 20")} <= changes


def test_no_two_mutants_have_one_name() -> None:
    names = [(mutant.place, mutant.change) for mutant in mutants(shipped_artefact())]

    assert len(set(names)) == len(names)


def test_a_mutant_survives_until_a_case_stands_at_the_boundary() -> None:
    far = case(20_000, Verdict.REQUIRE_APPROVAL, "over-100")

    assert toy_fates(far)[f"{NUMBER} > 10001"].fate == "survived"
    assert toy_fates(far, FIRST)[f"{NUMBER} > 10001"] == Fate(place="over-100", change=f"{NUMBER} > 10001", fate="noticed", by="10001")
    assert toy_fates(far, FIRST)[f"{NUMBER} >= 10000"].fate == "survived"
    assert toy_fates(FIRST, LAST)[f"{NUMBER} >= 10000"].by == "10000"


def test_what_the_loader_refuses_is_not_counted() -> None:
    found = toy_fates(FIRST, LAST)

    assert found["@role -> nothing"].fate == "refused"
    assert judge([found["@role -> nothing"], found[f"{NUMBER} >= 10000"]], []).score_bp == 10_000


def test_a_survivor_lowers_the_score_even_when_it_is_justified() -> None:
    found = list(toy_fates(FIRST).values())
    survivor = next(fate for fate in found if fate.fate == "survived")
    justified = Justified(place=survivor.place, change=survivor.change, because="it may")

    judged = judge(found, [justified])
    assert judged.justified == (justified,)
    assert survivor not in judged.unjustified
    assert judged.score_bp == judge(found, []).score_bp < 10_000


def test_a_justification_that_is_no_longer_needed_is_stale() -> None:
    needless = Justified(place="over-100", change=f"{NUMBER} > 10001", because="nobody wrote the case")

    assert judge(list(toy_fates(FIRST, LAST).values()), [needless]).stale == (needless,)


def test_the_shipped_cases_notice_at_least_95_percent_of_all_changes() -> None:
    judged = judge(list(fates(mutants(shipped_artefact()), shipped_cases())), read_justified(POLICIES / "mutants.toml"))

    assert judged.score_bp >= 9_500
    assert (judged.unjustified, judged.stale) == ((), ())


@pytest.mark.parametrize("text", ["justified = [{place = 'p'}]", "justified = ", "excused = []"])
def test_an_unreadable_justification_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "mutants.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(JustificationError, match=r"mutants\.toml"):
        read_justified(file)
