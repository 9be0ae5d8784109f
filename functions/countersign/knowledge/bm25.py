"""Okapi BM25 over a handful of texts (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009)."""

import math
from collections import Counter
from collections.abc import Sequence

_K1 = 1.2
_B = 0.75


class Index:
    """Ranks documents, each given as its terms, by their position."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._counts = [Counter(document) for document in documents]
        self._lengths = [len(document) for document in documents]
        # Articles of empty words only have no length to compare with.
        self._mean_length = sum(self._lengths) / len(documents) or 1.0
        self._holding = Counter(term for counts in self._counts for term in counts)

    def score(self, position: int, query: Sequence[str]) -> float:
        """0.0 when the document has no term of `query`."""
        counts = self._counts[position]
        norm = _K1 * (1 - _B + _B * self._lengths[position] / self._mean_length)
        return sum(self._rarity(term) * counts[term] * (_K1 + 1) / (counts[term] + norm) for term in set(query) if term in counts)

    def shared(self, position: int, query: Sequence[str]) -> float:
        """Which part of the query the document speaks of: 0.0 to 1.0, rare terms weigh more."""
        wanted = set(query)
        weight = sum(self._rarity(term) for term in wanted)
        return sum(self._rarity(term) for term in wanted if term in self._counts[position]) / weight if wanted else 0.0

    def _rarity(self, term: str) -> float:
        # A term that no document holds counts as one that a single document holds: foreign, but not more telling.
        holding = max(self._holding[term], 1)
        return math.log1p((len(self._counts) - holding + 0.5) / (holding + 0.5))
