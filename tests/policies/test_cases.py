"""The cases that policy owners keep beside the policies."""

from typing import Any

import pytest
import yaml
from pydantic import Field
from tests.policies.given import POLICIES, checked_facts, shipped_bundle, unchecked_facts

from countersign.model.decision import Verdict
from countersign.model.frozen import Frozen
from countersign.policy.decide import decide
from countersign.policy.facts import DecisionFacts


class Case(Frozen):
    case: str
    baseline: str
    given: dict[str, Any] = Field(default_factory=dict)
    approvals: dict[str, int] = Field(default_factory=dict)
    unchecked: bool = False
    expect: Verdict
    needs: dict[str, int] = Field(default_factory=dict)
    because: tuple[str, ...]

    def facts(self) -> DecisionFacts:
        return (unchecked_facts if self.unchecked else checked_facts)(self.baseline, self.given)


def _cases() -> list[Case]:
    files = sorted(path for path in (POLICIES / "cases").glob("*.yaml") if path.stem != "baselines")
    return [Case.from_json(case) for path in files for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_case(case: Case) -> None:
    ruling = decide(shipped_bundle(), case.facts(), case.approvals)

    assert ruling.errors == ()
    assert {reason.policy for reason in ruling.reasons} == set(case.because)
    assert ruling.verdict == case.expect
    assert {need.role: need.count for need in ruling.needs} == case.needs


def test_every_policy_decides_in_some_case() -> None:
    assert set(shipped_bundle().policies) - {policy for case in CASES for policy in case.because} == set()


def test_every_case_has_its_own_name() -> None:
    assert len({case.case for case in CASES}) == len(CASES)


def test_every_verdict_occurs() -> None:
    assert {case.expect for case in CASES} == set(Verdict)
