"""Proves the invariants of a bundle, or refutes them with a request that breaks them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.model.frozen import Frozen
from countersign.policy.lint import Tree
from countersign.policy.proving.invariants import Invariant, Law, as_policy
from countersign.policy.proving.subject import Subject
from countersign.policy.proving.translation import forbids, matches, permitted, permitting
from countersign.policy.proving.witness import Witness, find, satisfiable
from countersign.policy.proving.world import World

_LADDER = (("act", "draft"), ("draft", "recommend"), ("recommend", "escalate"))


class Proof(Frozen):
    """`proved`, or a `counterexample`, or neither because no request meets the invariant's condition, so that it says nothing.

    The counterexample of a law is two requests: the first is permitted, and so should be the second. `rests_on` are the forbids that
    the proof used.
    """

    id: str
    says: str
    proved: bool
    rests_on: tuple[str, ...] = ()
    counterexample: tuple[Witness, ...] = ()


def prove(invariant: Invariant, subject: Subject) -> Proof:
    """Raises InvariantFileError for words that the schema does not know, DisagreementError when the engine contradicts the proof."""
    proof = _of_law(subject, invariant.law) if invariant.law else _of_never(subject, as_policy(invariant, subject.artefact.cedar_schema))
    return proof.model_copy(update={"id": invariant.id, "says": invariant.says})


def _of_never(subject: Subject, never: Tree) -> Proof:
    rests_on: set[str] = set()
    meets_something = False
    for world, policies in subject.worlds([never]):
        claim = matches(never, world)
        core = _refutation(world, policies, claim)
        if core is None:
            examples = find([world], [permitted(policies, world), claim], subject.ordinary[world.action])
            examples[0].answer(subject.bundle, expected=True)
            return _refuted(examples[0].witness)
        rests_on |= core
        meets_something = meets_something or satisfiable([*world.possible(), claim])
    return Proof(id="", says="", proved=meets_something, rests_on=tuple(sorted(rests_on)))


def _refutation(world: World, policies: Mapping[str, Tree], claim: Any) -> set[str] | None:
    """The forbids because of which nothing under the claim is permitted; None when something is."""
    solver = z3.Solver()
    solver.set("core.minimize", True)
    solver.add(*world.possible(), claim, permitting(policies, world))
    # Names must differ from those of facts, or the solver takes the one for the other.
    tracked = {f"policy {name}": name for name in forbids(policies)}
    for track, name in tracked.items():
        solver.assert_and_track(z3.Not(matches(policies[name], world)), track)
    return {tracked[str(track)] for track in solver.unsat_core()} if solver.check() == z3.unsat else None


def _of_law(subject: Subject, law: Law) -> Proof:
    for world, policies in subject.worlds():
        for before, after in _LAWS[law](world):
            claims = [permitted(policies, before), z3.Not(permitted(policies, after))]
            if examples := find([before, after], claims, subject.ordinary[world.action]):
                for example, expected in zip(examples, (True, False), strict=True):
                    example.answer(subject.bundle, expected=expected)
                return _refuted(*(example.witness for example in examples))
    return Proof(id="", says="", proved=True)


def _refuted(*witnesses: Witness) -> Proof:
    return Proof(id="", says="", proved=False, counterexample=witnesses)


def _ladder_steps(world: World) -> Iterator[tuple[World, World]]:
    """As the gate asks: votes count for acting only."""
    without_votes = world.with_approvals(dict.fromkeys(world.approvals(), z3.IntVal(0)))
    for stronger, weaker in _LADDER:
        yield (world if stronger == "act" else without_votes).at(stronger), without_votes.at(weaker)


def _approval_steps(world: World) -> Iterator[tuple[World, World]]:
    for role, count in world.approvals().items():
        yield world, world.with_approvals({role: count + 1})


_LAWS: Mapping[Law, Callable[[World], Iterator[tuple[World, World]]]] = {
    "a weaker rung is open wherever a stronger one is": _ladder_steps,
    "one more approval never closes a rung": _approval_steps,
}
