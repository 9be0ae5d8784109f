"""All requests about one action at once: each fact is a variable of the solver."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import z3  # type: ignore[import-untyped]  # it ships no types

from countersign.policy.proving.vocabulary import Vocabulary
from countersign.policy.request import SUMS
from countersign.policy.tables import Tables
from countersign.sdk.strict_json import MAX_INTEGER

# Policies only compare texts for equality, so beside the texts they name one other text for each fact is enough to stand for all.
# They look like currencies, for a reader's sake; ISO 4217 keeps codes with X for no country.
_OTHER_TEXTS = ("XXX", "XXY", "XXZ", "XXA", "XXB", "XXC", "XXD", "XXE")


@dataclass(frozen=True)
class Term:
    """A value of the solver with its type in the schema; words and texts are numbers, their place in `World.words`."""

    kind: str
    value: Any


@dataclass(frozen=True)
class World:
    """`facts` maps each path to a variable, or to what is known of it: the tables' limits, and sums as requests make them."""

    action: str
    groups: frozenset[str]
    facts: Mapping[str, Term]
    words: Mapping[str, tuple[str, ...]]

    def at(self, mode: str) -> Self:
        """The same world asked at one rung."""
        return replace(self, facts={**self.facts, "mode": self.word("Mode", mode)})

    def with_approvals(self, approvals: Mapping[str, Any]) -> Self:
        """The same world with other counts of approvals, by role."""
        counts = {f"approvals.{role}": Term("Long", count) for role, count in approvals.items()}
        return replace(self, facts={**self.facts, **counts})

    def approvals(self) -> dict[str, Any]:
        """The counts of approvals, by role."""
        return {path.partition(".")[2]: term.value for path, term in self.facts.items() if path.startswith("approvals.")}

    def word(self, kind: str, word: str) -> Term:
        """A word of a closed list, or a text; raises ValueError when the world does not know it."""
        return Term(kind, z3.IntVal(self.words[kind].index(word)))

    def constant(self, kind: str, value: Any) -> Term:
        """A flag, a number, a word or a text; raises ValueError as `word` does."""
        if kind == "Bool":
            return Term(kind, z3.BoolVal(value))
        return Term(kind, z3.IntVal(value)) if kind == "Long" else self.word(kind, value)

    def possible(self) -> list[Any]:
        """What holds for every variable: a word is one of its list, a number fits into JSON, nobody approves less than not at all."""
        return [bound for path, term in self.facts.items() for bound in self._bounds(path, term)]

    def _bounds(self, path: str, term: Term) -> list[Any]:
        if term.kind == "Bool":
            return []
        if term.kind == "Long":
            least = 0 if path.startswith("approvals.") else -MAX_INTEGER
            return [term.value >= least, term.value <= MAX_INTEGER]
        return [term.value >= 0, term.value < len(self.words[term.kind])]


def build_world(vocabulary: Vocabulary, action: str, tables: Tables, texts: Iterable[str]) -> World:
    """Every request about `action` under these tables; `texts` are all that any policy names."""
    facts = {path: Term(kind, z3.Bool(path) if kind == "Bool" else z3.Int(path)) for path, kind in vocabulary.facts.items()}
    facts |= {f"limits.{name}": Term("Long", z3.IntVal(limit)) for name, limit in tables.for_policies().items()}
    amount = facts["money.amount_minor"].value
    facts |= {f"ledger.{total}": Term("Long", facts[f"ledger.{part}"].value + amount) for total, part in SUMS.items()}
    named = sorted(set(texts))
    words = {**vocabulary.words, "String": (*named, *(text for text in _OTHER_TEXTS if text not in named))}
    return World(action, vocabulary.lineage[action], facts, words)
