"""Priority and tags from plain cues in the text. They sort a person's queue and decide nothing."""

import re
from typing import Literal

from countersign.triage.text import bounded, visible

Priority = Literal["low", "normal", "high", "urgent"]

_TAGS = {
    "angry": re.compile(r"\b(?:furious|angry|disgrace\w*|disgusting|unacceptable|appalling|useless|worst|rude|fed up|ridiculous)\b|!!!"),
    "damaged": re.compile(r"\b(?:broken|broke|crack\w*|smashed|shatter\w*|dent\w*|damaged|faulty|defect\w*|torn|leak\w*|scratch\w*)\b"),
    "late": re.compile(r"\b(?:late|delay\w*|still waiting|overdue|not arrived|hasn't arrived|never arrived)\b"),
    "legal": re.compile(r"\b(?:lawyer|solicitor|court|ombudsman|legal action|sue|consumer (?:authority|association))\b"),
    "privacy": re.compile(r"\b(?:gdpr|data protection|personal data|privacy)\b"),
    "safety": re.compile(
        r"\b(?:injur\w*|hospital|bleeding|caught fire|smoke|electric shock|burn(?:ed|t)? (?:my|her|his)|poison\w*|allergic)\b"
    ),
    "time_critical": re.compile(r"\b(?:urgent\w*|asap|immediately|right now|straight away|today)\b"),
    "vulnerable": re.compile(
        r"\b(?:bereave\w*|passed away|funeral|died|dementia|disabled|wheelchair|suicid\w*|cannot afford|can't afford)\b"
    ),
}
_URGENT = frozenset({"safety"})
_HIGH = frozenset({"legal", "vulnerable", "angry", "time_critical"})
_LOW_INTENTS = frozenset({"marketing_opt_out", "opening_hours", "delivery_cost", "return_policy"})


def tags(text: str) -> tuple[str, ...]:
    """What the text speaks of, in alphabetical order."""
    folded = visible(bounded(text)).casefold().replace("’", "'")
    return tuple(name for name, cue in _TAGS.items() if cue.search(folded))


def priority(found: tuple[str, ...], intent: str) -> Priority:
    """How soon a person should look, from the tags and the intent."""
    if not _URGENT.isdisjoint(found):
        return "urgent"
    if not _HIGH.isdisjoint(found):
        return "high"
    return "low" if intent in _LOW_INTENTS else "normal"
