"""Single changes of conditions: another operator, a neighbouring number, a part left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from countersign.policy.tooling.wording import expression_text

Node = Mapping[str, Any]

_OTHER_OPERATORS: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
}
_ORDERED = frozenset({"<", "<=", ">", ">="})
_SIDES = ("left", "right", "arg")


def changed_conditions(conditions: Sequence[Node]) -> Iterator[tuple[str, list[Node]]]:
    """Each change of one of a policy's conditions, as its old and new words and as the conditions with it."""
    for place, condition in enumerate(conditions):
        for change, body in _changed(condition["body"]):
            yield change, [*conditions[:place], {**condition, "body": body}, *conditions[place + 1 :]]


def _changed(node: Node) -> Iterator[tuple[str, Node]]:
    for other in _at(node):
        yield f"{expression_text(node)} -> {expression_text(other)}", other
    ((construct, operands),) = node.items()
    if construct in _OTHER_OPERATORS or construct == "!":
        for side in _SIDES:
            for change, changed in _changed(operands[side]) if side in operands else ():
                yield change, {construct: {**operands, side: changed}}


def _at(node: Node) -> Iterator[Node]:
    """The changes at the top of an expression."""
    ((construct, operands),) = node.items()
    for other in _OTHER_OPERATORS.get(construct, ()):
        yield {other: operands}
    if construct in {"&&", "||"}:
        yield operands["left"]
        yield operands["right"]
    elif construct == "!":
        yield operands["arg"]
    elif construct in _ORDERED:
        yield from _neighbours(construct, operands)
    elif construct in {"in", "contains"}:
        yield {"!": {"arg": node}}
        yield from _shorter_lists(construct, operands)


def _neighbours(construct: str, operands: Mapping[str, Any]) -> Iterator[Node]:
    for side in ("left", "right"):
        value = operands[side].get("Value")
        if isinstance(value, int):
            yield {construct: {**operands, side: {"Value": value - 1}}}
            yield {construct: {**operands, side: {"Value": value + 1}}}


def _shorter_lists(construct: str, operands: Mapping[str, Any]) -> Iterator[Node]:
    for side in ("left", "right"):
        items = operands[side].get("Set", [])
        for place in range(len(items)):
            yield {construct: {**operands, side: {"Set": [*items[:place], *items[place + 1 :]]}}}
