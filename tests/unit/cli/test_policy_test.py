import pytest
from tests.policies.given import POLICIES, shipped_cases
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_folder


@pytest.fixture
def higher(tmp_path):
    return proposed_folder(tmp_path, "refunds.cedar", HIGHER_LIMIT)


def test_the_shipped_cases_are_decided_as_they_say(run):
    ran = run("policy", "test", "--policies", POLICIES)
    number = len(shipped_cases().cases)
    assert (ran.code, ran.out) == (0, f"{number} of {number} cases are decided as they say.\n")


def test_a_failing_case_says_what_decided_it_instead(run, higher):
    ran = run("policy", "test", "--policies", higher)
    assert ran.code == 1
    assert "refunds.yaml: A cent above 100.00 EUR needs a supervisor\n  verdict  expected REQUIRE_APPROVAL, but is ALLOW" in ran.out
    assert "expected refund.over-100.supervisor (Refunds above 100.00 EUR need a supervisor), but is base.impact" in ran.out
    assert "needs    expected supervisor 1, but is nothing" in ran.out


def test_machines_get_each_difference(run, higher):
    told = run("policy", "test", "--policies", higher, "--json").told
    assert told["cases"] == len(shipped_cases().cases)
    found = [difference for failure in told["failures"] for difference in failure["differences"]]
    assert {"what": "verdict", "expected": "REQUIRE_APPROVAL", "actual": "ALLOW"} in found


@pytest.mark.parametrize("command", ["test", "coverage", "mutate", "explain"])
def test_cases_that_cannot_be_read_are_bad_input(run, tmp_path, command):
    folder = proposed_folder(tmp_path, "cases/refunds.yaml", ("expect: ALLOW", "expect: MAYBE"))
    needed = ["--action", "refund.issue", "--facts", "-"] if command == "explain" else []
    ran = run("policy", command, "--policies", folder, *needed, typed="{}")
    assert ran.code == 2
    assert "refunds.yaml" in ran.err


@pytest.mark.parametrize("command", ["test", "coverage", "mutate", "prove"])
def test_policies_that_would_be_refused_are_bad_input(run, tmp_path, command):
    folder = proposed_folder(tmp_path, "refunds.cedar", ('@approvers("2")', '@approvers("3")'))
    ran = run("policy", command, "--policies", folder)
    assert ran.code == 2
    assert f"Try: countersign policy check --policies {folder}" in ran.err


def test_coverage_counts_what_cases_exercise(run):
    ran = run("policy", "coverage", "--policies", POLICIES)
    assert ran.code == 0
    assert "53 of 53 policies are exercised." in ran.out


def test_coverage_names_the_idle_policy(run, tmp_path):
    folder = proposed_folder(tmp_path, "cases/customers.yaml")
    (folder / "cases" / "customers.yaml").write_text("", encoding="utf-8")
    ran = run("policy", "coverage", "--policies", folder, "--json")
    assert ran.code == 1
    assert "customer.open-complaint" in ran.told["idle"]
    assert run("policy", "coverage", "--policies", folder).words.count(" idle") == len(ran.told["idle"])
