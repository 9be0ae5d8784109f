"""Policies as people read them."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from countersign.policy.lint import Tree

# From the loosest to the tightest; an operand that binds looser than its operator stands in brackets.
_BINDING = {"||": 1, "&&": 2, **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), 3), "!": 4}
_TIGHTEST = 5


def rule_text(tree: Tree) -> str:
    """A policy's rule on one line, without its annotations."""
    conditions = "".join(f" {one['kind']} {{ {expression_text(one['body'])} }}" for one in tree["conditions"])
    return f"{tree['effect']} (principal, {scope_text(tree['action'])}, resource){conditions};"


def expression_text(node: Mapping[str, Any]) -> str:
    """One condition of the house language, or a part of one; raises KeyError for any other construct."""
    ((construct, operands),) = node.items()
    if construct in _PARTS:
        return _PARTS[construct](operands)
    if construct == "!":
        return f"!{_operand(operands['arg'], _BINDING['!'])}"
    binding = _BINDING[construct]
    # Read from the left: the same operator again needs brackets on the right only, and comparisons on both sides.
    left = _operand(operands["left"], binding + (construct not in {"&&", "||"}))
    return f"{left} {construct} {_operand(operands['right'], binding + 1)}"


def scope_text(scope: Mapping[str, Any]) -> str:
    """Which actions a policy is about, as its first line says it."""
    if scope["op"] == "All":
        return "action"
    if "entity" in scope:
        return f"action {scope['op']} {_entity(scope['entity'])}"
    return f"action {scope['op']} [{', '.join(_entity(entity) for entity in scope['entities'])}]"


def _operand(node: Mapping[str, Any], least: int) -> str:
    text = expression_text(node)
    return text if _BINDING.get(next(iter(node)), _TIGHTEST) >= least else f"({text})"


def _constant(value: Any) -> str:
    return _entity(value["__entity"]) if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)


def _entity(entity: Mapping[str, str]) -> str:
    return f"{entity['type']}::{json.dumps(entity['id'])}"


_PARTS: Mapping[str, Callable[[Any], str]] = {
    "Value": _constant,
    "Var": str,
    ".": lambda operands: f"{expression_text(operands['left'])}.{operands['attr']}",
    "Set": lambda items: f"[{', '.join(map(expression_text, items))}]",
    "contains": lambda operands: f"{expression_text(operands['left'])}.contains({expression_text(operands['right'])})",
}
