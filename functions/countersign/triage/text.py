"""The one way in which triage reads a text."""

import re
import unicodedata

MAX_CHARS = 20_000
"""Beyond this nothing is read, so that no message can make triage slow."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_TAG_CHARACTERS = re.compile("[\U000e0000-\U000e007f]")


def bounded(text: str) -> str:
    """At most MAX_CHARS characters from the start."""
    return text[:MAX_CHARS]


def visible(text: str) -> str:
    """NFKC without the characters that a reader cannot see (zero-width, bidirectional controls, Unicode tags)."""
    return _TAG_CHARACTERS.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)))


def invisible_characters(text: str) -> int:
    """How many characters of `text` a reader cannot see."""
    return len(_INVISIBLE.findall(text)) + len(_TAG_CHARACTERS.findall(text))
