"""Text to features, the same in training and at run time: words and word pairs, and character n-grams inside a word."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from countersign.triage.references import ORDER
from countersign.triage.text import bounded, visible

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w\w+|\?|!!")
_GRAM_LENGTHS = range(2, 6)


def prepare(text: str) -> str:
    """Folded text in which an order number, an address and digits stand for their kind, so that no value is learnt by heart."""
    folded = visible(bounded(text)).casefold().replace("’", "'")
    return _NUMBER.sub("0", _EMAIL.sub(" mailaddr ", ORDER.sub(" orderid ", folded)))


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
    for length in _GRAM_LENGTHS:
        if length >= len(word):
            yield word
            return
        for start in range(len(word) - length + 1):
            yield word[start : start + length]


ANALYZERS: tuple[Callable[[str], list[str]], ...] = (words, grams)
"""One block of features each; every block is scaled to length one."""
