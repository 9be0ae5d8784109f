"""The customer's own words, shortened. No sentence is made up."""

import re

from countersign.triage.personal_data import masked
from countersign.triage.references import ORDER
from countersign.triage.text import visible

MAX_CHARS = 300

_SENTENCE_END = re.compile(r"(?<=[.!?])\s|\n+")
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|to whom"
    r"|(?:kind|best|warm) (?:regards|wishes)|regards|yours|thanks|thank you|sincerely)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\?|\b(?:please|want|would like|i'd like|need|refund|cancel|change|where|when|how|can you|could you)\b", re.IGNORECASE
)
_SHORT_GREETING = 40
_JOINT = " … "


def summary(text: str) -> str:
    """At most MAX_CHARS: the sentences that ask or name an order first, in the order of the text, personal data masked."""
    sentences = [sentence for sentence in (part.strip() for part in _SENTENCE_END.split(visible(masked(text)))) if sentence]
    telling = [sentence for sentence in sentences if not _is_courtesy(sentence)] or sentences
    by_weight = sorted(range(len(telling)), key=lambda position: (-_weight(telling[position]), position))
    return _JOINT.join(telling[position] for position in _fitting(telling, by_weight))[:MAX_CHARS]


def _fitting(sentences: list[str], by_weight: list[int]) -> list[int]:
    """The weightiest positions whose sentences fit together, always the first of them."""
    chosen, room = by_weight[:1], MAX_CHARS - len(sentences[by_weight[0]]) if by_weight else 0
    for position in by_weight[1:]:
        room -= len(sentences[position]) + len(_JOINT)
        if room < 0:
            break
        chosen.append(position)
    return sorted(chosen)


def _weight(sentence: str) -> int:
    return bool(_ASKING.search(sentence)) + bool(ORDER.search(sentence))


def _is_courtesy(sentence: str) -> bool:
    return len(sentence) < _SHORT_GREETING and _COURTESY.match(sentence) is not None and _weight(sentence) == 0
