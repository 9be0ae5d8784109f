"""Policies that change no decision: never met, or only where another policy or all the others together decide the same."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.model.frozen import Frozen
from countersign.policy.lint import Tree
from countersign.policy.proving.subject import Subject
from countersign.policy.proving.translation import matches, permitted, permitting
from countersign.policy.proving.witness import satisfiable
from countersign.policy.proving.world import World


class Idle(Frozen):
    """A `dead` policy matches no request; a `shadowed` one only where each of `by` does; a `redundant` one adds nothing to the others."""

    policy: str
    kind: Literal["dead", "shadowed", "redundant"]
    by: tuple[str, ...] = ()


def idle_policies(subject: Subject) -> Iterator[Idle]:
    """Every policy without which the bundle decides the same at every rung and with any approvals."""
    worlds = list(subject.worlds())
    for name, tree in subject.artefact.policies.items():
        concerned = [(world, policies) for world, policies in worlds if name in policies]
        if not any(_possible(world, matches(tree, world)) for world, _ in concerned):
            yield Idle(policy=name, kind="dead")
        elif not any(_possible(world, _changed(name, policies, world)) for world, policies in concerned):
            by = tuple(other for other in _alike(name, subject.artefact.policies) if _covers(other, name, concerned))
            yield Idle(policy=name, kind="shadowed" if by else "redundant", by=by)


def _changed(name: str, policies: Mapping[str, Tree], world: World) -> Any:
    """The requests that the bundle decides otherwise without the policy."""
    others = {other: tree for other, tree in policies.items() if other != name}
    if policies[name]["effect"] == "forbid":
        return z3.And(permitted(others, world), matches(policies[name], world))
    return z3.And(permitted(policies, world), z3.Not(permitting(others, world)))


def _alike(name: str, policies: Mapping[str, Tree]) -> list[str]:
    return [other for other, tree in policies.items() if other != name and tree["effect"] == policies[name]["effect"]]


def _covers(other: str, name: str, concerned: list[tuple[World, dict[str, Tree]]]) -> bool:
    """Whether the other policy matches wherever this one does."""
    return all(
        other in policies and not _possible(world, z3.And(matches(policies[name], world), z3.Not(matches(policies[other], world))))
        for world, policies in concerned
    )


def _possible(world: World, claim: Any) -> bool:
    return satisfiable([*world.possible(), claim])
