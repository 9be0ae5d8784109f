"""The words of a question or an article that carry meaning, cut to a crude stem."""

import re

_WORD = re.compile(r"[^\W_]{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n+")
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        "about after again all also am an and any are as at be been before but by can could dear did do does doing for from get give got "
        "had has have hello hey hi how if in into is it its just kind kindly know let like ll may me might must my no not of on once one "
        "only or other our out over please regards shall she he should so some someone something sorry tell thank thanks that the their "
        "them then there these they thing things this to too until up us ve very want was we were what when where whether which who why "
        "will with would yes you your yours"
    )
)
# Longest first; a stem keeps three letters.
_ENDINGS = ("ies", "ing", "ed", "es", "s", "y", "e")
_SHORTEST_STEM = 3


def terms(text: str) -> tuple[str, ...]:
    """In the order of the text, with repeats."""
    return tuple(_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY_WORDS)


def sentences(text: str) -> tuple[str, ...]:
    """The sentences and lines of `text`, without empty ones."""
    return tuple(part.strip() for part in _SENTENCE_END.split(text) if part.strip())


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word.removesuffix(ending)
            # "shipping" is "ship", as "ships" is.
            return stem[:-1] if ending in {"ing", "ed"} and stem[-1] == stem[-2] else stem
    return word
