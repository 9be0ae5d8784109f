"""House rules, checked on Cedar's JSON form when a bundle is built and again when it is loaded.

A condition may compare, combine and look into closed lists, nothing else. Arithmetic is out because an overflow makes Cedar skip the
policy, and a skipped forbid opens the gate.
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from countersign.policy.annotations import ANNOTATIONS, APPROVAL, REQUIRED, approval_of
from countersign.policy.tables import Tables

Tree: TypeAlias = Mapping[str, Any]

_LANGUAGE = frozenset({"Var", "Value", "Set", ".", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "in", "contains"})
_APPROVALS: Tree = {".": {"left": {"Var": "context"}, "attr": "approvals"}}


def problems(policies: Mapping[str, Tree], tables: Tables) -> list[str]:
    """Everything wrong with the policies, each line beginning with the policy's id."""
    if not policies:
        return ["there are no policies"]
    return [f"{name}: {problem}" for name, tree in policies.items() for problem in _of_policy(name, tree, tables)]


def _of_policy(name: str, tree: Tree, tables: Tables) -> Iterator[str]:
    if tree["annotations"].get("id") != name:
        yield "is stored under another name than its @id"
    yield from _of_annotations(tree)
    yield from _of_language(tree)
    yield from _of_approval(tree, tables)


def _of_annotations(tree: Tree) -> Iterator[str]:
    annotations = tree["annotations"]
    yield from (f"@{key} is not a known annotation" for key in sorted(annotations.keys() - ANNOTATIONS))
    yield from (f"@{key} is missing or empty" for key in sorted(REQUIRED) if not annotations.get(key))


def _of_language(tree: Tree) -> Iterator[str]:
    if any("slot" in tree[scope] for scope in ("principal", "action", "resource")):
        yield "is a template, which decides nothing until it is linked"
    used = {operator for condition in tree["conditions"] for operator in _operators(condition["body"])}
    yield from (f"uses {operator}, which the house language leaves out" for operator in sorted(used - _LANGUAGE))


def _of_approval(tree: Tree, tables: Tables) -> Iterator[str]:
    """The annotations that word a request for approval must say what the condition demands, or people are asked for the wrong thing."""
    reads = sum(_count(condition["body"], _APPROVALS) for condition in tree["conditions"])
    if not tree["annotations"].keys() & APPROVAL:
        if reads:
            yield "reads context.approvals without @role, @approvers and @within"
        return
    approval = approval_of(tree["annotations"])
    if approval is None:
        yield "needs @role, @approvers (a number) and @within (say PT4H) together"
        return
    unless = [condition["body"] for condition in tree["conditions"] if condition["kind"] == "unless"]
    demanded = {">=": {"left": {".": {"left": _APPROVALS, "attr": approval.role}}, "right": {"Value": approval.count}}}
    if tree["effect"] != "forbid" or unless != [demanded] or reads != 1:
        yield f"must be a forbid whose only word on approvals is: unless {{ context.approvals.{approval.role} >= {approval.count} }}"
    route = tables.approvals.get(approval.role)
    if route is None:
        yield f"role {approval.role} is not in approvals.toml, so nobody could answer"
    elif route.rungs[-1].after_seconds >= approval.within_seconds:
        yield f"@within is over before the last rung of {approval.role} in approvals.toml begins"


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
