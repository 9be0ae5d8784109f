from pathlib import Path

import pytest

from countersign.policy.summarising import MODES, summary_of_folder
from countersign.policy.summary import BundleSummary

POLICIES = Path(__file__).parents[3] / "policies"


@pytest.fixture(scope="module")
def summary() -> BundleSummary:
    return summary_of_folder(POLICIES)


@pytest.mark.parametrize(
    ("name", "stops"),
    [
        ("base.impact", ()),
        ("refund.over-100.supervisor", ("act",)),
        ("autonomy.recommend-at-most", ("act", "draft")),
        ("refund.hard-cap", ("act", "draft", "recommend")),
        ("safety.switch.action", MODES),
    ],
)
def test_it_says_which_rungs_a_policy_can_stop(summary, name, stops):
    (policy,) = [policy for policy in summary.policies if policy.name == name]
    assert policy.stops == stops


def test_it_says_who_can_lift_a_policy(summary):
    (policy,) = [policy for policy in summary.policies if policy.name == "refund.over-1000.four-eyes"]
    assert policy.approval is not None
    assert (policy.approval.role, policy.approval.count) == ("risk", 2)


def test_it_shows_a_policy_as_it_is_written(summary):
    (policy,) = [policy for policy in summary.policies if policy.name == "safety.switch.action"]
    assert policy.text == "forbid (principal, action, resource)\nwhen { (context.switches).action };"


def test_it_is_no_larger_than_a_row_may_be(summary):
    """DynamoDB takes 400 KB."""
    assert len(summary.model_dump_json()) < 200_000
