"""Text to features, the same in training and at run time: words and word pairs, and character n-grams inside a word."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from countersign.triage.references import ORDER
from countersign.triage.text import bounded, visible

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_NUMBER = re.compile(r"\d+")
_NEGATED = re.compile(r"\b(not|never|instead of|rather than|(?:do|does|did|is|was|wo|could|would|should)n'?t)((?: [\w']+){1,3})")
_NEGATION = "¬"
_WORD = re.compile(rf"{_NEGATION}?\w\w+|\?|!!")
_GRAM_LENGTHS = range(2, 6)


def prepare(text: str) -> str:
    """Folded text in which an order number, an address and digits stand for their kind, so that no value is learnt by heart.

    The three words after a negation are marked (Das and Chen, 2001), for who wants "not a refund" must not look like one who wants it.
    """
    folded = visible(bounded(text)).casefold().replace("’", "'")
    masked = _NUMBER.sub("0", _EMAIL.sub(" mailaddr ", ORDER.sub(" orderid ", folded)))
    return _NEGATED.sub(lambda found: found[1] + found[2].replace(" ", f" {_NEGATION}"), masked)


def single_words(text: str) -> list[str]:
    """The words, and the marks `?` and `!!`, which tell a question and anger."""
    return _WORD.findall(prepare(text))


def words(text: str) -> list[str]:
    """Single words and pairs of neighbours."""
    singles = single_words(text)
    return singles + [f"{first} {second}" for first, second in pairwise(singles)]


def grams(text: str) -> list[str]:
    """Pieces of 2 to 5 characters inside each word with a blank on both sides; they survive typing errors."""
    return [gram for word in prepare(text).split() for gram in _grams_of(f" {word} ")]


def _grams_of(word: str) -> Iterator[str]:
    if word[1] == _NEGATION:
        yield word
        return
    for length in _GRAM_LENGTHS:
        if length >= len(word):
            yield word
            return
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


ANALYZERS: tuple[Callable[[str], list[str]], ...] = (words, grams)
"""One block of features each; every block is scaled to length one."""
