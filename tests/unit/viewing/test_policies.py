from pathlib import Path

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action
from tests.policies.given import shipped_bundle
from tests.world import World

from countersign.policy.backtest import backtest
from countersign.policy.shadow import Candidate
from countersign.policy.summarising import summary_of_folder
from countersign.record.bundles import in_force, published
from countersign.viewing.policies import differences, policies

POLICIES = Path(__file__).parents[3] / "policies"
REFUND = make_action()


@pytest.fixture
def world() -> World:
    return World()


def put_in_force(world: World) -> None:
    summary = summary_of_folder(POLICIES)
    world.store.transact(in_force(TENANT, summary.digest, summary, world.now))


def test_what_is_in_force_is_shown_with_its_owners(world):
    put_in_force(world)
    shown = policies(world.store, TENANT)
    assert (shown["digest"], shown["since"], shown["backtest"]) == (shipped_bundle().digest, "2026-11-18T12:00:00Z", None)
    by_name = {policy["name"]: policy for policy in shown["bundle"]["policies"]}
    assert by_name.keys() == shipped_bundle().policies.keys()
    assert by_name["refund.over-1000.four-eyes"]["owner"] == "finance-risk"


def test_what_is_told_of_another_bundle_is_not_shown_for_this_one(world):
    put_in_force(world)
    world.point_to("f" * 64)
    assert policies(world.store, TENANT) == {"digest": "f" * 64, "since": None, "bundle": None, "backtest": None}


def test_the_latest_backtest_is_shown(world):
    report = backtest(world.bundle, world.bundle, [], {})
    world.store.transact([published(TENANT, report, world.now)])
    assert policies(world.store, TENANT)["backtest"] == {"at": "2026-11-18T12:00:00Z", "report": report.to_json()}


def test_another_tenant_has_policies_of_its_own(world):
    """I13."""
    put_in_force(world)
    assert policies(world.store, "other")["digest"] is None


def test_what_a_bundle_on_trial_would_have_decided_is_on_its_day(world):
    world.candidate = Candidate("e" * 64, error="it cannot be read")
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    (found,) = differences(world.store, TENANT, "2026-11-18").rows
    assert (found["case_id"], found["action"]) == (CASE_ID, REFUND.digest)
    assert (found["difference"]["flip"]["before"]["verdict"], found["difference"]["flip"]["after"]["verdict"]) == ("ALLOW", "DENY")
    assert differences(world.store, TENANT, "2026-11-17").rows == differences(world.store, "other", "2026-11-18").rows == []
