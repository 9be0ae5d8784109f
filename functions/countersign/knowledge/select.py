"""Which approved articles answer a question. No passage, no claim."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from countersign.knowledge.bm25 import Index
from countersign.knowledge.terms import sentences, terms
from countersign.model.facts import Passage

MIN_RELEVANCE_BP = 2_000
"""Below, an article shares with the question no more than what most articles have in common."""

_MAX_PASSAGES = 3
_TITLE_WEIGHT = 3


class _Fit(NamedTuple):
    score: float
    relevance_bp: int


def select(passages: Iterable[Passage], question: str, *, now: datetime) -> tuple[Passage, ...]:
    """At most three, best first; empty when nothing current and approved speaks of what is asked.

    A long message is judged by its best sentence, so that greetings and stories do not drown the question.
    """
    current = newest_usable(passages, now=now)
    if not current:
        return ()
    index = Index([terms(passage.title) * _TITLE_WEIGHT + terms(passage.text) for passage in current])
    asked = [terms(sentence) for sentence in sentences(question)]
    fits = [_fit(index, position, asked) for position in range(len(current))]
    ranked = sorted(range(len(current)), key=lambda position: (-fits[position].score, position))
    relevant = [current[position] for position in ranked if fits[position].relevance_bp >= MIN_RELEVANCE_BP]
    return tuple(relevant[:_MAX_PASSAGES])


def newest_usable(passages: Iterable[Passage], *, now: datetime) -> tuple[Passage, ...]:
    """Of each article the newest version that is approved and current at `now`, by article id."""
    by_version = sorted((passage for passage in passages if usable(passage, now=now)), key=lambda passage: passage.version)
    newest = {passage.article_id: passage for passage in by_version}
    return tuple(newest[article_id] for article_id in sorted(newest))


def usable(passage: Passage, *, now: datetime) -> bool:
    """Approved at or before `now` and not beyond its validity."""
    approved = passage.approved and passage.approved_at is not None and passage.approved_at <= now
    return approved and (passage.valid_until is None or now < passage.valid_until)


def _fit(index: Index, position: int, asked: Sequence[Sequence[str]]) -> _Fit:
    """By the sentence of the question that fits best."""
    fits = (_Fit(index.score(position, query), int(10_000 * index.shared(position, query))) for query in asked)
    return max(fits, default=_Fit(0.0, 0))
