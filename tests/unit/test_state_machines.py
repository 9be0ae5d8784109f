import ast
import copy
from datetime import timedelta
from pathlib import Path

import pytest
from cfnlint.decode import cfn_yaml
from tests.asl_lint import Surroundings, chosen, entered, lint, read

from countersign.steps.execute import LEASE

ROOT = Path(__file__).parents[2]
CASE = read(ROOT / "infra" / "case.asl.json")
APPROVAL = read(ROOT / "infra" / "approval.asl.json")
ERROR_MODULES = ("functions/countersign/errors.py", "functions/countersign/sdk/errors.py")


def our_errors():
    modules = [ast.parse((ROOT / module).read_text(encoding="utf-8")) for module in ERROR_MODULES]
    return frozenset(node.name for module in modules for node in module.body if isinstance(node, ast.ClassDef))


def surroundings(workflow):
    resources = cfn_yaml.load(str(ROOT / "template.yaml"))["Resources"]
    return Surroundings(our_errors(), frozenset(resources[workflow]["Properties"]["DefinitionSubstitutions"]))


@pytest.mark.parametrize(("definition", "workflow"), [(CASE, "CaseWorkflow"), (APPROVAL, "ApprovalWorkflow")])
def test_state_machines_keep_the_rules(definition, workflow):
    assert lint(definition, surroundings(workflow)) == []


def without(field):
    return lambda wait: wait.pop(field)


def setting(**fields):
    return lambda wait: wait.update(fields)


DEFECTS = {
    "missing_targets": setting(Next="Nowhere"),
    "unreachable_states": setting(Next="Escalate"),
    "unguarded_tasks": without("Retry"),
    "endless_waits": lambda wait: wait["Catch"].pop(0),
    "unknown_errors": lambda wait: wait["Catch"][0]["ErrorEquals"].append("NobodyRaisesThisError"),
    "broken_jsonata": lambda wait: wait["Output"].update(action="{% $states.input. %}"),
    "wrong_substitutions": lambda wait: wait["Arguments"].update(FunctionName="${MissingFunctionArn}"),
    "jsonpath_leftovers": setting(ResultPath="$.approval"),
    "carried_bodies": setting(Output="{% $states.input %}"),
}


@pytest.mark.parametrize(("rule", "spoil"), DEFECTS.items(), ids=DEFECTS)
def test_each_rule_finds_its_defect(rule, spoil):
    spoilt = copy.deepcopy(APPROVAL)
    spoil(spoilt["States"]["RequestApproval"])
    assert rule in {finding.partition(":")[0] for finding in lint(spoilt, surroundings("ApprovalWorkflow"))}


@pytest.mark.parametrize("field", ["Retry", "Catch", "TimeoutSeconds", "Output"])
def test_a_task_inside_a_map_is_held_to_the_same(field):
    spoilt = copy.deepcopy(CASE)
    spoilt["States"]["DecideActions"]["ItemProcessor"]["States"]["Execute"].pop(field)
    assert f"unguarded_tasks: Execute has no {field}" in lint(spoilt, surroundings("CaseWorkflow"))


def test_what_ended_by_time_is_tried_again():
    spoilt = copy.deepcopy(CASE)
    spoilt["States"]["Triage"]["Retry"].pop()
    assert "untried_timeouts: Triage ends by time and is not tried again" in lint(spoilt, surroundings("CaseWorkflow"))


@pytest.mark.parametrize("leak", ["{% $states.errorOutput %}", "{% $states.errorOutput.Cause %}"])
def test_the_text_of_an_error_is_never_carried(leak):
    spoilt = copy.deepcopy(CASE)
    spoilt["States"]["Triage"]["Catch"][0]["Output"]["reason"] = leak
    assert any(finding.startswith("carried_bodies") for finding in lint(spoilt, surroundings("CaseWorkflow")))


AUTONOMOUS = {"Route": "Execute", "AllAccounted": "Measure"}
WITH_APPROVAL = {"Route": "StartApproval", "AllAccounted": "Measure"}
APPROVED = {"Route": "Execute", "GoOn": "Measure"}


def test_an_autonomous_action_costs_at_most_ten_transitions():
    assert len(entered(CASE, AUTONOMOUS)) <= 10


def test_an_approval_costs_at_most_eight_transitions_more():
    with_approval = entered(CASE, WITH_APPROVAL) + entered(APPROVAL, APPROVED)
    assert with_approval[-3:] == ["Execute", "GoOn", "Measure"]
    assert len(with_approval) - len(entered(CASE, AUTONOMOUS)) <= 8


def test_the_price_list_counts_the_transitions_that_there_are():
    prices = (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
    assert f"1,000 × {len(entered(CASE, AUTONOMOUS))} transitions" in prices
    assert f"300 × {len(entered(APPROVAL, APPROVED))} transitions" in prices
    assert f"{len(entered(APPROVAL | {'StartAt': 'Dependent'}, APPROVED)) - len(['Measure'])} more for what comes after" in prices


@pytest.mark.parametrize(
    ("verdict", "warrant", "way"),
    [
        ("ALLOW", "d1", "Execute"),
        ("DRAFT", "d2", "Execute"),
        ("RECOMMEND", "d2", "Execute"),
        ("REQUIRE_APPROVAL", None, "StartApproval"),
        ("NOT_YET", None, "Held"),
        ("WITHHELD", None, "Held"),
        ("SUPERSEDED", None, "Held"),
        ("ESCALATE", "d3", "Escalate"),
        ("DENY", None, "Escalate"),
        ("ALLOW", None, "Escalate"),
        ("unheard of", "d1", "Escalate"),
    ],
)
def test_a_verdict_goes_its_way(verdict, warrant, way):
    route = CASE["States"]["DecideActions"]["ItemProcessor"]["States"]["Route"]
    assert chosen(route, {"verdict": verdict, "warrant": warrant}) == way


@pytest.mark.parametrize(
    ("verdict", "warrant", "way"),
    [
        ("ALLOW", "d1", "Execute"),
        ("REQUIRE_APPROVAL", None, "Escalate"),
        ("DENY", "d3", "Escalate"),
        ("WITHHELD", None, "GoOn"),
        ("SUPERSEDED", None, "GoOn"),
    ],
)
def test_after_the_votes_nothing_is_asked_a_second_time(verdict, warrant, way):
    assert chosen(APPROVAL["States"]["Route"], {"verdict": verdict, "warrant": warrant, "next": 0}) == way


def test_what_comes_after_may_need_an_approval_of_its_own():
    assert chosen(APPROVAL["States"]["Route"], {"verdict": "REQUIRE_APPROVAL", "warrant": None, "next": 1}) == "StartApproval"


@pytest.mark.parametrize(("done", "way"), [(0, "Dependent"), (1, "Dependent"), (2, "Measure")])
def test_an_approval_goes_on_with_all_that_comes_after(done, way):
    assert chosen(APPROVAL["States"]["GoOn"], {"next": done}, given={"dependents": ["d2", "d3"]}) == way


@pytest.mark.parametrize(("rung", "way"), [(1, "RequestApproval"), (2, "Escalate")])
def test_after_the_last_rung_a_person_decides(rung, way):
    assert chosen(APPROVAL["States"]["NextRung"], {"rung": rung, "timeout_seconds": [900, 3600]}) == way


def waited(rule):
    return sum(rule["IntervalSeconds"] * rule["BackoffRate"] ** attempt for attempt in range(rule["MaxAttempts"]))


@pytest.mark.parametrize("execute", [CASE["States"]["DecideActions"]["ItemProcessor"]["States"]["Execute"], APPROVAL["States"]["Execute"]])
def test_an_attempt_that_a_lost_worker_left_open_is_tried_until_it_can_be_taken_over(execute):
    (rule,) = [rule for rule in execute["Retry"] if "TransientHubError" in rule["ErrorEquals"]]
    assert timedelta(seconds=waited(rule)) > LEASE


def test_an_effect_that_may_have_happened_is_never_repeated_by_the_workflow():
    executes = [CASE["States"]["DecideActions"]["ItemProcessor"]["States"]["Execute"], APPROVAL["States"]["Execute"]]
    retried = {error for state in executes for rule in state["Retry"] for error in rule["ErrorEquals"]}
    assert retried.isdisjoint({"EffectUnknownError", "EffectRejectedError", "NotWarrantedError", "States.ALL", "States.TaskFailed"})
