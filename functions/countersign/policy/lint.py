"""House rules, checked on Cedar's JSON form when a bundle is built and again when it is loaded.

A condition may compare, combine and look into closed lists, nothing else. Arithmetic is out because an overflow makes Cedar skip the
policy, and a skipped forbid opens the gate.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from countersign.model.decision import Need
from countersign.policy.annotations import ANNOTATIONS, APPROVAL, REQUIRED, approval_of
from countersign.policy.findings import Finding
from countersign.policy.tables import Tables

Tree: TypeAlias = Mapping[str, Any]
# What is wrong, and what to do about it.
_Problem: TypeAlias = tuple[str, str]

_LANGUAGE = frozenset({"Var", "Value", "Set", ".", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "in", "contains"})
_APPROVALS: Tree = {".": {"left": {"Var": "context"}, "attr": "approvals"}}


def problems(policies: Mapping[str, Tree], tables: Tables) -> list[Finding]:
    """Everything that breaks a house rule, by policy."""
    if not policies:
        return [Finding(problem="there are no policies", remedy="Write what the hub may do at all: without a permit it may do nothing.")]
    return [
        Finding(policy=name, problem=problem, remedy=remedy)
        for name, tree in policies.items()
        for problem, remedy in _of_policy(name, tree, tables)
    ]


def _of_policy(name: str, tree: Tree, tables: Tables) -> Iterator[_Problem]:
    if tree["annotations"].get("id") != name:
        yield "is stored under another name than its @id", "Build the bundle again from its sources."
    yield from _of_annotations(tree["annotations"])
    yield from _of_language(tree)
    yield from _of_approval(tree, tables)


def _of_annotations(annotations: Mapping[str, str | None]) -> Iterator[_Problem]:
    for key in sorted(annotations.keys() - ANNOTATIONS):
        yield f"@{key} is not a known annotation", f"Nobody reads it; known are @{', @'.join(sorted(ANNOTATIONS))}."
    for key in sorted(REQUIRED):
        if not annotations.get(key):
            yield f"@{key} is missing or empty", f'Write @{key}("...") above the policy.'


def _of_language(tree: Tree) -> Iterator[_Problem]:
    if any("slot" in tree[scope] for scope in ("principal", "action", "resource")):
        yield "is a template, which decides nothing until it is linked", "Write the policy for all, and who is meant into its condition."
    used = {operator for condition in tree["conditions"] for operator in _operators(condition["body"])}
    for operator in sorted(used - _LANGUAGE):
        yield (
            f"uses {operator}, which the house language leaves out",
            "Compare facts with numbers, closed lists and each other; what must be calculated becomes a fact first.",
        )


def _of_approval(tree: Tree, tables: Tables) -> Iterator[_Problem]:
    """The annotations that word a request for approval must say what the condition demands, or people are asked for the wrong thing."""
    reads = sum(_count(condition["body"], _APPROVALS) for condition in tree["conditions"])
    if not tree["annotations"].keys() & APPROVAL:
        if reads:
            yield "reads context.approvals without @role, @approvers and @within", "Say with these three who is asked, and until when."
        return
    approval = approval_of(tree["annotations"])
    if approval is None:
        yield "needs @role, @approvers (a number) and @within (say PT4H) together", "Write all three, or none and no approval."
        return
    if not _lifted_only_by(approval, tree, reads):
        yield (
            f"must be a forbid whose only word on approvals is: unless {{ context.approvals.{approval.role} >= {approval.count} }}",
            "Let the condition and @role and @approvers name the same people.",
        )
    yield from _of_route(approval, tables)


def _lifted_only_by(approval: Need, tree: Tree, reads: int) -> bool:
    unless = [condition["body"] for condition in tree["conditions"] if condition["kind"] == "unless"]
    demanded = {">=": {"left": {".": {"left": _APPROVALS, "attr": approval.role}}, "right": {"Value": approval.count}}}
    return tree["effect"] == "forbid" and unless == [demanded] and reads == 1


def _of_route(approval: Need, tables: Tables) -> Iterator[_Problem]:
    route = tables.approvals.get(approval.role)
    if route is None:
        yield f"role {approval.role} is not in approvals.toml, so nobody could answer", "Add the role there, or ask another."
    elif route.rungs[-1].after_seconds >= approval.within_seconds:
        yield (
            f"@within is over before the last rung of {approval.role} in approvals.toml begins",
            "Give @within more time, or let that rung begin earlier.",
        )


def _operators(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _operators(item)
        return
    for operator, operands in node.items():
        yield operator
        yield from _operators_below(operator, operands)


def _operators_below(operator: str, operands: Any) -> Iterator[str]:
    if operator in {"Var", "Value"}:
        return
    if operator == "Set":
        yield from _operators(operands)
    elif operator in _LANGUAGE:
        yield from _operators([operands[side] for side in ("left", "right", "arg") if side in operands])


def _count(node: Any, wanted: Tree) -> int:
    if node == wanted:
        return 1
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return sum(_count(child, wanted) for child in children)
