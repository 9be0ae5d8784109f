"""Signs that a text talks to the machine and not to us.

Detection lowers autonomy and guards nothing by itself, for a new attack passes any list. What guards is that no text ever becomes a fact.
"""

import re
from collections.abc import Iterator
from typing import Literal

from countersign.triage.disguise import decoded_runs, plain_words, without_leet
from countersign.triage.taint_rules import COMMANDS, HINTS, SHAPES
from countersign.triage.text import MAX_CHARS, bounded, invisible_characters

Taint = Literal["none", "suspected", "confirmed"]

_EMOJI_JOINERS = re.compile("[\u200d\ufe0e\ufe0f]")
_CONFIRMING = frozenset(COMMANDS) | {"chat_markup", "encoded_instructions"}


def taint_signals(text: str) -> tuple[str, ...]:
    """The names of all signs found in `text`, in alphabetical order."""
    return tuple(sorted(set(_signals(text))))


def taint_level(signals: tuple[str, ...]) -> Taint:
    """Confirmed by a command to the machine or by two weaker signs, suspected by one."""
    if len(signals) > 1 or not _CONFIRMING.isdisjoint(signals):
        return "confirmed"
    return "suspected" if signals else "none"


def _signals(text: str) -> Iterator[str]:
    readable = bounded(text)
    yield from _phrases(readable)
    yield from (name for name, shape in SHAPES.items() if shape.search(readable))
    for hidden in decoded_runs(readable):
        yield "encoded_instructions" if any(_phrases(hidden)) else "encoded_text"
    if invisible_characters(_EMOJI_JOINERS.sub("", readable)):
        yield "invisible_characters"
    if len(text) > MAX_CHARS:
        yield "beyond_reading"


def _phrases(text: str) -> Iterator[str]:
    forms = {plain_words(text), without_leet(text)}
    for name, phrase in (*COMMANDS.items(), *HINTS.items()):
        if any(phrase.search(form) for form in forms):
            yield name
