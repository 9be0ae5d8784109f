from tests.policies.given import shipped_artefact, shipped_bundle, shipped_cases
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_artefact

from countersign.model.decision import Verdict
from countersign.policy.bundle import open_artefact
from countersign.policy.tooling.cases import Case, CaseBook
from countersign.policy.tooling.coverage import Exercise, coverage


def book(*amounts: int) -> CaseBook:
    cases = [
        Case(
            file="",
            case=str(amount),
            baseline="refund",
            given={"money.amount_minor": amount},
            expect=Verdict.ALLOW,
            because=("over-100",) if amount > 10_000 else ("base",),
        )
        for amount in amounts
    ]
    return CaseBook(shipped_cases().baselines, tuple(cases))


def exercises(*amounts: int) -> dict[str, Exercise]:
    artefact = toy_artefact(PERMIT, SUPERVISOR)
    return {one.policy: one for one in coverage(artefact, open_artefact(artefact), book(*amounts))}


def counts(exercise: Exercise) -> tuple[int, int, int, bool]:
    return exercise.decides, exercise.matches, exercise.spares, exercise.idle


def test_a_policy_is_exercised_by_a_case_that_it_decides_and_one_that_it_spares() -> None:
    assert counts(exercises(2_000, 20_000)["over-100"]) == (1, 1, 1, False)


def test_a_policy_that_no_case_meets_is_idle() -> None:
    assert counts(exercises(2_000)["over-100"]) == (0, 0, 1, True)


def test_a_condition_that_no_case_fails_is_idle() -> None:
    assert counts(exercises(20_000)["over-100"]) == (1, 1, 0, True)


def test_a_policy_without_a_condition_spares_nothing() -> None:
    assert counts(exercises(2_000)["base"]) == (1, 1, 0, False)


def test_the_shipped_cases_exercise_every_policy() -> None:
    assert [one.policy for one in coverage(shipped_artefact(), shipped_bundle(), shipped_cases()) if one.idle] == []
