"""From a compiled bundle to what people are shown of it."""

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cedarpy import format_policies, policies_from_json_str

from countersign.policy.annotations import approval_of
from countersign.policy.artefact import Artefact
from countersign.policy.lint import Tree
from countersign.policy.source import compile_folder
from countersign.policy.summary import BundleSummary, PolicySummary
from countersign.policy.tiers import TierTable

# From doing it to handing it over: the rungs that the gate asks from the top.
MODES = ("act", "draft", "recommend", "escalate")


def summary_of_folder(folder: Path) -> BundleSummary:
    """Raises PolicyBundleError, and ValueError for a table of tiers that is none."""
    tiers = TierTable.from_json(tomllib.loads((folder / "tiers.toml").read_text(encoding="utf-8")))
    return summary_of(compile_folder(folder), tiers)


def summary_of(artefact: Artefact, tiers: TierTable) -> BundleSummary:
    """By owner, then by name."""
    policies = [_policy(name, tree) for name, tree in artefact.policies.items()]
    return BundleSummary(
        digest=artefact.digest,
        version=artefact.version,
        engine=artefact.engine,
        policies=tuple(sorted(policies, key=lambda policy: (policy.owner, policy.name))),
        tiers=tiers,
        tables=artefact.tables,
    )


def _policy(name: str, tree: Tree) -> PolicySummary:
    annotations = tree["annotations"]
    return PolicySummary(
        name=name,
        title=annotations["title"],
        owner=annotations["owner"],
        actions=_scope(tree["action"]),
        stops=tuple(mode for mode in MODES if _may_hold(tree, mode)) if tree["effect"] == "forbid" else (),
        approval=approval_of(annotations),
        text=_text(tree),
    )


def _scope(scope: Mapping[str, Any]) -> str:
    if scope["op"] == "All":
        return "every action"
    return ", ".join(entity["id"] for entity in scope.get("entities") or [scope["entity"]])


def _text(tree: Tree) -> str:
    bare = {"staticPolicies": {"policy": {**tree, "annotations": {}}}, "templates": {}, "templateLinks": []}
    return format_policies(policies_from_json_str(json.dumps(bare)), line_width=100, indent_width=2).strip()


def _may_hold(tree: Tree, mode: str) -> bool:
    return all(_known(condition["body"], mode) is not False for condition in tree["conditions"] if condition["kind"] == "when")


def _known(node: Any, mode: str) -> Any:
    """What an expression is worth at a rung when all other facts are unknown, which is None."""
    ((operator, operand),) = node.items()
    if operator == "Value":
        return operand["__entity"]["id"] if isinstance(operand, Mapping) and "__entity" in operand else operand
    if operator == "." and operand["attr"] == "mode":
        return mode
    if operator == "!":
        known = _known(operand["arg"], mode)
        return None if known is None else not known
    if operator == "Set":
        return [_known(element, mode) for element in operand]
    if operator in _BINARY:
        return _BINARY[operator](_known(operand["left"], mode), _known(operand["right"], mode))
    return None


def _and(left: Any, right: Any) -> Any:
    return False if left is False or right is False else (None if left is None or right is None else True)


def _or(left: Any, right: Any) -> Any:
    return True if left is True or right is True else (None if left is None or right is None else False)


_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "&&": _and,
    "||": _or,
    "==": lambda left, right: None if left is None or right is None else left == right,
    "!=": lambda left, right: None if left is None or right is None else left != right,
    "contains": lambda left, right: None if left is None or right is None else right in left,
}
