from pathlib import Path

import pytest
import yaml
from tests.policies.given import POLICIES, shipped_artefact, shipped_bundle, shipped_cases
from tests.unit.policy.toy import PERMIT, SUPERVISOR, toy_bundle

from countersign.model.decision import Verdict
from countersign.policy.decide import decide
from countersign.policy.proving.vocabulary import vocabulary
from countersign.policy.tooling.baselines import flat, nested
from countersign.policy.tooling.cases import Case, Difference, failure_of, read_cases
from countersign.policy.tooling.yaml_file import CaseFileError

OVER = {
    "file": "refunds.yaml",
    "case": "A cent above",
    "baseline": "refund",
    "given": {"money.amount_minor": 10_001},
    "expect": "REQUIRE_APPROVAL",
    "needs": {"supervisor": 1},
    "within": {"supervisor": "PT8H"},
    "because": ["over-100"],
}


def case(**changed: object) -> Case:
    return Case.from_json({**OVER, **changed})


def differences(one: Case, *policies: str) -> list[Difference]:
    failure = failure_of(toy_bundle(*policies), one, shipped_cases().facts(one))
    return list(failure.differences) if failure else []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cases = tmp_path / "cases"
    cases.mkdir()
    (cases / "baselines.yaml").write_bytes((POLICIES / "cases" / "baselines.yaml").read_bytes())
    return tmp_path


def write(folder: Path, *cases: dict[str, object]) -> None:
    written = [{key: value for key, value in one.items() if key != "file"} for one in cases]
    (folder / "cases" / "refunds.yaml").write_text(yaml.safe_dump(written), encoding="utf-8")


def test_a_case_that_is_decided_as_it_says_does_not_fail() -> None:
    assert differences(case(), PERMIT, SUPERVISOR) == []


def test_a_failure_says_which_policies_decide_instead_and_what_they_mean() -> None:
    assert differences(case(needs={}, within={}), PERMIT) == [
        Difference(what="verdict", expected="REQUIRE_APPROVAL", actual="ALLOW"),
        Difference(what="because", expected="over-100 (there is no such policy)", actual="base (All is open)"),
    ]


@pytest.mark.parametrize(
    ("changed", "difference"),
    [
        ({"needs": {"supervisor": 2}}, Difference(what="needs", expected="supervisor 2", actual="supervisor 1")),
        ({"within": {"supervisor": "PT9H"}}, Difference(what="seconds of supervisor", expected="32400", actual="28800")),
        ({"within": {"risk": "PT9H"}}, Difference(what="seconds of risk", expected="32400", actual="None")),
    ],
)
def test_what_people_are_asked_is_part_of_a_case(changed: dict[str, object], difference: Difference) -> None:
    assert differences(case(**changed), PERMIT, SUPERVISOR) == [difference]


def test_an_error_in_deciding_is_never_expected() -> None:
    broken = case(given={"action.intent": "world_peace"}, expect="DENY", needs={}, within={}, because=[])

    (difference,) = differences(broken, PERMIT)
    assert (difference.what, difference.expected) == ("errors", "")


def test_a_folder_is_read_with_the_file_of_each_case(folder: Path) -> None:
    write(folder, OVER)

    assert [(one.file, one.case) for one in read_cases(folder).cases] == [("refunds.yaml", "A cent above")]


@pytest.mark.parametrize(
    ("cases", "reason"),
    [
        ([OVER, OVER], "several cases called: A cent above"),
        ([{**OVER, "baseline": "nobody"}], "nobody"),
        ([{**OVER, "given": {"money.amount": 1}}], "A cent above"),
        ([{**OVER, "given": {"money.amount_minor": -1}}], "A cent above"),
        ([{**OVER, "given": {"money.amount_minor": -1, "mony.amount": 1}, "unchecked": True}], "A cent above"),
        ([{**OVER, "expect": "MAYBE"}], "refunds.yaml"),
        ([{**OVER, "becuase": []}], "becuase"),
        (["A cent above"], "refunds.yaml"),
    ],
)
def test_a_case_that_says_nothing_clear_is_refused(folder: Path, cases: list[object], reason: str) -> None:
    (folder / "cases" / "refunds.yaml").write_text(
        yaml.safe_dump([{k: v for k, v in one.items() if k != "file"} if isinstance(one, dict) else one for one in cases]), encoding="utf-8"
    )

    with pytest.raises(CaseFileError, match=reason):
        read_cases(folder)


def test_a_file_that_is_not_yaml_is_refused(folder: Path) -> None:
    (folder / "cases" / "refunds.yaml").write_text("- case: [", encoding="utf-8")

    with pytest.raises(CaseFileError, match=r"refunds\.yaml"):
        read_cases(folder)


def test_facts_have_one_name_in_cases_and_in_files() -> None:
    facts = shipped_cases().baselines.facts("refund", {}).to_json()

    assert flat(facts)["money.amount_minor"] == 2_000
    assert nested(flat(facts)) == facts


@pytest.mark.parametrize("action", vocabulary(shipped_artefact().cedar_schema).actions)
def test_an_ordinary_request_for_any_action_is_allowed(action: str) -> None:
    """Taking a refund back always needs somebody's yes."""
    baselines = shipped_cases().baselines
    said = {"supervisor": 1} if action == "refund.reverse" else {}

    assert decide(shipped_bundle(), baselines.facts(baselines.of_action(action), {}), said).verdict is Verdict.ALLOW
