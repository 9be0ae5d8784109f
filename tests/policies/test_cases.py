"""The cases that policy owners keep beside the policies."""

import pytest
from tests.policies.given import shipped_bundle, shipped_cases

from countersign.model.decision import Verdict
from countersign.policy.tooling.cases import Case, failure_of

CASES = shipped_cases().cases


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_case(case: Case) -> None:
    assert failure_of(shipped_bundle(), case, shipped_cases().facts(case)) is None


def test_every_policy_decides_in_some_case() -> None:
    assert set(shipped_bundle().policies) - {policy for case in CASES for policy in case.because} == set()


def test_every_verdict_occurs() -> None:
    assert {case.expect for case in CASES} == set(Verdict)
