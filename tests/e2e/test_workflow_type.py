"""The case workflow as a Standard one, by the template's parameter. Last, for it changes the stack that all tests share."""

from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest

from countersign.local import sam
from countersign.local.console import open_console
from countersign.local.demo.scenarios import SCENARIOS, Scenario
from countersign.local.demo.stage import Stage
from countersign.local.repository import find_repository
from countersign.local.session import Stack, open_stack

AUTONOMOUS_AND_APPROVED = [scenario for scenario in SCENARIOS if scenario.id in {"b", "c"}]


@pytest.fixture(scope="module")
def standard(stack: Stack) -> Stack:
    record = stack.folder.read()
    assert record is not None
    assert record.deployment is not None
    sam.deploy(find_repository(Path(__file__).parent), stack.folder, stack.endpoint, record.deployment, CaseWorkflowType="STANDARD")
    deployed = open_stack(stack.folder.root)
    open_console(deployed)
    return deployed


@pytest.fixture(scope="module")
def stage(standard: Stack) -> Iterator[Stage]:
    with Stage(standard, run=int(time())) as stage:
        yield stage


def test_the_case_workflow_is_standard(standard: Stack) -> None:
    machine = standard.client("stepfunctions").describe_state_machine(stateMachineArn=standard.resource("CaseWorkflow"))
    assert machine["type"] == "STANDARD"


@pytest.mark.parametrize("scenario", AUTONOMOUS_AND_APPROVED, ids=lambda scenario: scenario.play.__name__)
def test_scenario_ends_the_same(stage: Stage, scenario: Scenario) -> None:
    assert scenario.play(stage).actual == scenario.expected


def test_histories_hold_identifiers_only(stage: Stage, standard: Stack) -> None:
    """I12: a Standard execution keeps its history for 90 days, where everybody with access to the console reads it."""
    customer = stage.customer("Canary Ostrander", amount_minor=2_000)
    ticket = stage.write_in(customer, f"Refund order {customer.order} please, wrote Canary Ostrander of 7 Larch Lane.")
    stage.end_of(ticket)
    states = standard.client("stepfunctions")
    executions = states.list_executions(stateMachineArn=standard.resource("CaseWorkflow"))["executions"]
    found = [str(states.get_execution_history(executionArn=one["executionArn"])) for one in executions]
    own = [history for history in found if ticket.case_id in history]
    assert own
    assert not any(word in history for history in own for word in ("Canary", "Larch", str(customer.order)))
