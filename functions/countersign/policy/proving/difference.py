"""What another bundle newly allows and newly denies, for every request there can be; one example for each action and rung."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal, NamedTuple, get_args

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.model.frozen import Frozen
from countersign.policy.lint import Tree
from countersign.policy.proving.subject import Subject
from countersign.policy.proving.translation import forbids, matches, permitted
from countersign.policy.proving.vocabulary import Vocabulary
from countersign.policy.proving.witness import Ordinary, Witness, find
from countersign.policy.proving.world import World, build_world
from countersign.policy.request import Mode


class Shift(Frozen):
    """A rung that one bundle permits and the other does not. `policies` are those that close it in the bundle that does not."""

    now: Literal["allowed", "denied"]
    witness: Witness
    policies: tuple[str, ...]


class _Asked(NamedTuple):
    """One rung of one action in one bundle."""

    subject: Subject
    world: World

    def policies(self) -> dict[str, Tree]:
        return self.subject.policies(self.world.action)


def shifts(old: Subject, new: Subject) -> Iterator[Shift]:
    """Every difference for actions and words that both bundles know: for each policy that makes one, an example."""
    for action in sorted(set(old.vocabulary.actions) & set(new.vocabulary.actions)):
        before, after = _worlds(old, new, action)
        for mode in get_args(Mode):
            was, now = _Asked(old, _at(before, mode)), _Asked(new, _at(after, mode))
            for witness, policies in _examples(was, now):
                yield Shift(now="denied", witness=witness, policies=policies)
            for witness, policies in _examples(now, was):
                yield Shift(now="allowed", witness=witness, policies=policies)


def _examples(opens: _Asked, closes: _Asked) -> Iterator[tuple[Witness, tuple[str, ...]]]:
    """Requests that only `opens` permits, until every policy of `closes` that makes a difference has been met."""
    claims = [permitted(opens.policies(), opens.world), z3.Not(permitted(closes.policies(), closes.world))]
    ordinary = _known(opens.subject.ordinary[opens.world.action], opens.world)
    unmet = forbids(closes.policies())
    while examples := find([opens.world, closes.world], claims, ordinary):
        examples[0].answer(opens.subject.bundle, expected=True)
        policies = examples[1].answer(closes.subject.bundle, expected=False).policies
        yield examples[0].witness, policies
        unmet = {name: tree for name, tree in unmet.items() if name not in policies}
        claims = [*claims[:2], z3.Or(*(matches(tree, closes.world) for tree in unmet.values()))]


def _worlds(old: Subject, new: Subject, action: str) -> tuple[World, World]:
    """Both bundles' requests about an action, with one numbering of words and texts so that the same variable says the same in both."""
    shared = {
        kind: tuple(word for word in words if word in new.vocabulary.words.get(kind, ())) for kind, words in old.vocabulary.words.items()
    }
    named = [*old.texts(action), *new.texts(action)]
    return _world(old, shared, action, named), _world(new, shared, action, named)


def _world(subject: Subject, shared: Mapping[str, tuple[str, ...]], action: str, named: list[str]) -> World:
    words: Vocabulary = replace(subject.vocabulary, words={**subject.vocabulary.words, **shared})
    return build_world(words, action, subject.artefact.tables, named)


def _at(world: World, mode: Mode) -> World:
    """As the gate asks: votes count for acting only."""
    nobody: dict[str, Any] = {} if mode == "act" else dict.fromkeys(world.approvals(), z3.IntVal(0))
    return world.at(mode).with_approvals(nobody)


def _known(ordinary: Ordinary, world: World) -> Ordinary:
    """Without words that only one of the bundles knows."""
    kinds = {path: term.kind for path, term in world.facts.items()}
    return {path: value for path, value in ordinary.items() if kinds[path] not in world.words or value in world.words[kinds[path]]}
