"""An example that the solver found, as near to an ordinary case as there is one, and confirmed by the engine itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.model.frozen import Frozen
from countersign.policy.bundle import Bundle
from countersign.policy.engine import Answer, ask
from countersign.policy.proving.world import World

Ordinary = Mapping[str, Any]
_ENTITIES = {"principal": {"type": "Agent", "id": "hub"}, "resource": {"type": "Case", "id": "present"}}


class DisagreementError(Exception):
    """The solver and the engine judge one request differently: the translation is wrong, and no proof counts."""


class Witness(Frozen):
    """One request: what differs from an ordinary one, in the paths of cases."""

    action: str
    mode: str
    given: dict[str, bool | int | str]
    approvals: dict[str, int]


@dataclass(frozen=True)
class Example:
    """A witness with all of its facts, as the engine reads them."""

    witness: Witness
    context: Mapping[str, Any]

    def answer(self, bundle: Bundle, *, expected: bool) -> Answer:
        """What the engine says to the example; raises DisagreementError unless it permits it exactly when `expected`."""
        action = self.witness.action
        request = {**_ENTITIES, "action": {"type": "Action", "id": action}, "context": self.context}
        (answer,) = ask(bundle.policy_set(action), bundle.schema, bundle.actions, [request])
        if answer.errors or answer.allowed is not expected:
            raise DisagreementError(f"{self.witness}: {answer}")
        return answer


def find(worlds: Sequence[World], claims: Sequence[Any], ordinary: Ordinary) -> tuple[Example, ...]:
    """A request in each world, of the same facts, as ordinary as they can be while all claims hold; () when they cannot."""
    possible = [bound for world in worlds for bound in world.possible()]
    if not satisfiable([*possible, *claims]):
        return ()
    search = z3.Optimize()
    search.add(*possible, *claims)
    for usual in _usual(worlds[0], ordinary):
        search.add_soft(usual)
    search.minimize(_distance(worlds[0], ordinary))
    if search.check() != z3.sat:
        raise DisagreementError("the solver found an example and then none")
    return tuple(_example(world, search.model(), ordinary) for world in worlds)


def satisfiable(claims: Sequence[Any]) -> bool:
    """Whether all claims can hold at once."""
    solver = z3.Solver()
    solver.add(*claims)
    return bool(solver.check() != z3.unsat)


def _usual(world: World, ordinary: Ordinary) -> Iterator[Any]:
    for path, term in world.facts.items():
        if path in ordinary:
            yield term.value == world.constant(term.kind, ordinary[path]).value


def _distance(world: World, ordinary: Ordinary) -> Any:
    numbers = [(term.value, ordinary[path]) for path, term in world.facts.items() if term.kind == "Long" and path in ordinary]
    return z3.Sum(*(z3.If(value >= usual, value - usual, usual - value) for value, usual in numbers))


def _example(world: World, model: Any, ordinary: Ordinary) -> Example:
    facts = {path: _decoded(world, path, model) for path in world.facts}
    given = {path: value for path, value in facts.items() if path in ordinary and value != ordinary[path] and not _is_asked(path)}
    approvals = {path.partition(".")[2]: count for path, count in facts.items() if path.startswith("approvals.") and count}
    witness = Witness(action=world.action, mode=facts["mode"], given=given, approvals=approvals)
    return Example(witness, _context(world, facts))


def _is_asked(path: str) -> bool:
    """Part of the question rather than a fact."""
    return path == "mode" or path.startswith("approvals.")


def _decoded(world: World, path: str, model: Any) -> Any:
    term = world.facts[path]
    value = model.eval(term.value, model_completion=True)
    if term.kind == "Bool":
        return z3.is_true(value)
    return value.as_long() if term.kind == "Long" else world.words[term.kind][value.as_long()]


def _context(world: World, facts: Mapping[str, Any]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for path, value in facts.items():
        kind = world.facts[path].kind
        typed = value if kind in {"Bool", "Long", "String"} else {"type": kind, "id": value}
        record, _, leaf = path.rpartition(".")
        (context.setdefault(record, {}) if record else context)[leaf] = typed
    return context
