from copy import deepcopy

import pytest
from tests.policies.given import shipped_artefact
from tests.unit.policy.toy import PERMIT, SUPERVISOR, trees

from countersign.policy.lint import problems

TABLES = shipped_artefact().tables
ANNOTATED = '@id("p") @title("t") @owner("o") '


def found(*texts: str) -> str:
    return "\n".join(map(str, problems(trees(*texts), TABLES)))


def when(condition: str) -> str:
    return f"{ANNOTATED} forbid (principal, action, resource) when {{ {condition} }};"


def test_lawful_policies_pass() -> None:
    assert found(PERMIT, SUPERVISOR) == ""
    assert problems(shipped_artefact().policies, TABLES) == []


def test_an_unknown_annotation_is_named() -> None:
    assert found(PERMIT.replace("@owner", '@outcome("allow") @owner')) == "base: @outcome is not a known annotation"


@pytest.mark.parametrize("annotation", ['@title("All is open")', '@owner("o")'])
def test_a_missing_annotation_is_named(annotation: str) -> None:
    assert "is missing or empty" in found(PERMIT.replace(annotation, ""))


def test_a_policy_filed_under_another_name_is_found() -> None:
    filed = {"other": deepcopy(trees(PERMIT)["base"])}

    assert [str(finding) for finding in problems(filed, TABLES)] == ["other: is stored under another name than its @id"]


def test_a_template_is_found() -> None:
    assert "template" in found(ANNOTATED + "forbid (principal == ?principal, action, resource);")


@pytest.mark.parametrize(
    ("condition", "operator"),
    [
        ("context.money.amount_minor + 1 > 2", "+"),
        ("context.money.amount_minor - 1 > 2", "-"),
        ("context.money.amount_minor * 2 > 2", "*"),
        ("-context.money.amount_minor > 2", "neg"),
        ("(if context.switches.tenant then 1 else 2) > 1", "if-then-else"),
        ('context.money.currency like "E*"', "like"),
        ("context has mode", "has"),
        ('ip("10.0.0.1").isLoopback()', "isLoopback"),
        ("!(1 > 2 || [1, 1 + 1].contains(context.money.amount_minor))", "+"),
    ],
)
def test_arithmetic_and_other_surprises_are_found_wherever_they_hide(condition: str, operator: str) -> None:
    assert f"p: uses {operator}, which the house language leaves out" in found(when(condition))


def test_the_house_language_is_enough_to_compare_and_combine() -> None:
    assert found(when('!(action in Action::"note") && (context.quality_bp <= 1 || [1, 2].contains(context.contact.local_hour))')) == ""


@pytest.mark.parametrize(
    ("drift", "instead"),
    [
        ('@approvers("1")', '@approvers("2")'),
        ('@role("supervisor")', '@role("risk")'),
        (">= 1", ">= 2"),
        (">= 1", "> 0"),
        ("approvals.supervisor", "approvals.risk"),
        ("unless", "when"),
        ("forbid", "permit"),
        (">= 1 }", ">= 1 && context.quality_bp > 1 }"),
        (">= 1 };", ">= 1 } unless { context.switches.tenant };"),
        ("amount_minor > 10000", "amount_minor > context.approvals.risk"),
    ],
)
def test_h9_an_annotation_that_says_something_else_than_the_condition_is_found(drift: str, instead: str) -> None:
    assert drift in SUPERVISOR
    assert "whose only word on approvals is" in found(SUPERVISOR.replace(drift, instead))


@pytest.mark.parametrize("spoilt", ['@within("PT8H")', '@approvers("1")', '@role("supervisor")'])
def test_a_half_worded_approval_is_found(spoilt: str) -> None:
    assert "together" in found(SUPERVISOR.replace(spoilt, ""))


@pytest.mark.parametrize("within", ["8 hours", "PT0H", "PT", "P1D", "-PT8H", ""])
def test_an_unreadable_deadline_is_found(within: str) -> None:
    assert "together" in found(SUPERVISOR.replace("PT8H", within))


@pytest.mark.parametrize("count", ["0", "-1", "two", "1.5", "10"])
def test_an_unreadable_count_is_found(count: str) -> None:
    assert "together" in found(SUPERVISOR.replace('@approvers("1")', f'@approvers("{count}")'))


def test_reading_approvals_without_saying_so_is_found() -> None:
    assert "reads context.approvals without" in found(when("context.approvals.risk >= 1"))


def test_a_role_that_nobody_can_fill_is_found() -> None:
    assert "nobody could answer" in found(SUPERVISOR.replace("supervisor", "chairman"))


def test_a_deadline_before_the_last_rung_is_found() -> None:
    assert "over before the last rung of supervisor" in found(SUPERVISOR.replace("PT8H", "PT4H"))
