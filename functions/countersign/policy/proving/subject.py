"""The bundle that statements are about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.lint import Tree
from countersign.policy.proving.translation import texts
from countersign.policy.proving.vocabulary import Vocabulary, vocabulary
from countersign.policy.proving.witness import Ordinary
from countersign.policy.proving.world import World, build_world
from countersign.policy.tooling.baselines import Baselines, flat


@dataclass(frozen=True)
class Subject:
    """A bundle with its vocabulary and, for each action, an ordinary request to tell examples by."""

    artefact: Artefact
    bundle: Bundle
    vocabulary: Vocabulary
    ordinary: Mapping[str, Ordinary]

    @classmethod
    def of(cls, artefact: Artefact, baselines: Baselines) -> Self:
        """Raises PolicyBundleError and UnreadableSchemaError."""
        words = vocabulary(artefact.cedar_schema)
        ordinary = {action: _ordinary(baselines, action, words) for action in words.actions}
        return cls(artefact, open_artefact(artefact), words, ordinary)

    def policies(self, action: str) -> dict[str, Tree]:
        """The policies that can concern an action."""
        return {name: self.artefact.policies[name] for name in self.artefact.shards[action]}

    def worlds(self, more: Sequence[Tree] = ()) -> Iterator[tuple[World, dict[str, Tree]]]:
        """For each action all requests about it and the policies that concern it; `more` are trees whose texts matter too."""
        for action in self.vocabulary.actions:
            yield self.world(action, more), self.policies(action)

    def world(self, action: str, more: Sequence[Tree] = ()) -> World:
        """All requests about one action."""
        return build_world(self.vocabulary, action, self.artefact.tables, [*self.texts(action), *texts(list(more))])

    def texts(self, action: str) -> list[str]:
        """Every text that a policy names or an ordinary request has."""
        kinds = self.vocabulary.facts
        usual = [value for path, value in self.ordinary[action].items() if kinds[path] == "String"]
        return [*texts(list(self.artefact.policies.values())), *usual]


def _ordinary(baselines: Baselines, action: str, words: Vocabulary) -> Ordinary:
    facts = flat(baselines.facts(baselines.of_action(action), {}).to_json())
    nobody = {path: 0 for path in words.facts if path.startswith("approvals.")}
    return {"mode": "act", **nobody, **{path: value for path, value in facts.items() if path in words.facts}}
