"""From a policy's tree to a formula of the solver. A construct that is not known here is an error, never a guess.

The house language has no arithmetic, no optional attributes and no entities' attributes, so a policy that the schema accepts cannot fail
when it is evaluated, and Cedar's order of evaluation makes no difference to the result. Tests hold the translation to the engine.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.policy.lint import Tree
from countersign.policy.proving.world import Term, World
from countersign.policy.source import covers


class UntranslatableError(Exception):
    """A policy uses a construct that proofs do not know."""


def permitted(policies: Mapping[str, Tree], world: World) -> Any:
    """Some permit matches and no forbid does."""
    return z3.And(permitting(policies, world), *(z3.Not(matches(tree, world)) for tree in forbids(policies).values()))


def permitting(policies: Mapping[str, Tree], world: World) -> Any:
    """Some permit matches."""
    return z3.Or(*(matches(tree, world) for tree in policies.values() if tree["effect"] == "permit"))


def forbids(policies: Mapping[str, Tree]) -> dict[str, Tree]:
    """The policies that forbid."""
    return {name: tree for name, tree in policies.items() if tree["effect"] == "forbid"}


def matches(tree: Tree, world: World) -> Any:
    """The policy's scope and all of its conditions hold."""
    try:
        return _matches(tree, world)
    except UntranslatableError as error:
        raise UntranslatableError(f"{tree['annotations'].get('id', 'a condition')}: {error}") from error


def _matches(tree: Tree, world: World) -> Any:
    for scope in ("principal", "resource"):
        if tree[scope] != {"op": "All"}:
            raise UntranslatableError(f"a scope on the {scope}")
    # Unlike a shard, which may hold a policy too many, `== group` is met by no action.
    if not covers(tree["action"], {world.action} if tree["action"]["op"] == "==" else set(world.groups)):
        return z3.BoolVal(val=False)
    return z3.And(*(_condition(condition, world) for condition in tree["conditions"]))


def texts(node: Any) -> Iterator[str]:
    """Every text that a tree compares with."""
    if isinstance(node, dict):
        if isinstance(node.get("Value"), str):
            yield node["Value"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from texts(child)


def _condition(condition: Mapping[str, Any], world: World) -> Any:
    body = _bool(condition["body"], world)
    return body if condition["kind"] == "when" else z3.Not(body)


def _term(node: Mapping[str, Any], world: World) -> Term:
    ((construct, operands),) = node.items()
    if construct not in _CONSTRUCTS:
        raise UntranslatableError(construct)
    return _CONSTRUCTS[construct](operands, world)


def _bool(node: Mapping[str, Any], world: World) -> Any:
    return _of_kind("Bool", _term(node, world))


def _long(node: Mapping[str, Any], world: World) -> Any:
    return _of_kind("Long", _term(node, world))


def _of_kind(kind: str, term: Term) -> Any:
    if term.kind != kind:
        raise UntranslatableError(f"{term.kind} where a {kind} must be")
    return term.value


def _value(value: Any, world: World) -> Term:
    if isinstance(value, dict):
        ((_, entity),) = value.items()
        return world.word(entity["type"], entity["id"])
    kinds: dict[type, str] = {bool: "Bool", int: "Long", str: "String"}
    return world.constant(kinds[type(value)], value)


def _attribute(operands: Mapping[str, Any], world: World) -> Term:
    path = operands["attr"]
    record = operands["left"]
    while "." in record:
        path = f"{record['.']['attr']}.{path}"
        record = record["."]["left"]
    if record != {"Var": "context"}:
        raise UntranslatableError(f"an attribute of {record}")
    return world.facts[path]


def _equal(operands: Mapping[str, Any], world: World) -> Term:
    if operands["left"] == {"Var": "action"}:
        return _in_group({**operands, "right": {"Set": [operands["right"]]}}, {world.action})
    return _same(_term(operands["left"], world), _term(operands["right"], world))


def _same(left: Term, right: Term) -> Term:
    return Term("Bool", left.value == _of_kind(left.kind, right))


def _in(operands: Mapping[str, Any], world: World) -> Term:
    if operands["left"] != {"Var": "action"}:
        raise UntranslatableError("membership of anything but the action")
    return _in_group(operands, set(world.groups))


def _in_group(operands: Mapping[str, Any], groups: set[str]) -> Term:
    right = operands["right"]
    entities = right.get("Set", [right])
    return Term("Bool", z3.BoolVal(any(entity["Value"]["__entity"]["id"] in groups for entity in entities)))


def _contains(operands: Mapping[str, Any], world: World) -> Term:
    if "Set" not in operands["left"]:
        raise UntranslatableError("contains on anything but a written list")
    wanted = _term(operands["right"], world)
    return Term("Bool", z3.Or(*(_same(_term(item, world), wanted).value for item in operands["left"]["Set"])))


def _comparison(compare: Callable[[Any, Any], Any]) -> Callable[[Mapping[str, Any], World], Term]:
    return lambda operands, world: Term("Bool", compare(_long(operands["left"], world), _long(operands["right"], world)))


def _combination(combine: Callable[[Any, Any], Any]) -> Callable[[Mapping[str, Any], World], Term]:
    return lambda operands, world: Term("Bool", combine(_bool(operands["left"], world), _bool(operands["right"], world)))


_CONSTRUCTS: Mapping[str, Callable[[Any, World], Term]] = {
    "Value": _value,
    ".": _attribute,
    "==": _equal,
    "!=": lambda operands, world: Term("Bool", z3.Not(_equal(operands, world).value)),
    "<": _comparison(operator.lt),
    "<=": _comparison(operator.le),
    ">": _comparison(operator.gt),
    ">=": _comparison(operator.ge),
    "&&": _combination(z3.And),
    "||": _combination(z3.Or),
    "!": lambda operands, world: Term("Bool", z3.Not(_bool(operands["arg"], world))),
    "in": _in,
    "contains": _contains,
}
