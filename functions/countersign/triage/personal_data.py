"""Personal data in a text: e-mail addresses, telephone numbers, bank accounts and payment cards.

Patterns find candidates, check digits decide. No pattern can match in two ways, so the time is linear in the text.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from countersign.triage.text import bounded


class Span(NamedTuple):
    """Where a value stands: text[start:end]."""

    kind: str
    start: int
    end: int


class _Detector(NamedTuple):
    kind: str
    pattern: re.Pattern[str]
    valid: Callable[[str], bool]


_IBAN_LENGTHS = range(15, 35)
_CARD_LENGTHS = range(13, 20)
_DATE = re.compile(r"[0-9]{2}[./-][0-9]{2}[./-](?:19|20)[0-9]{2}")


def spans(text: str) -> tuple[Span, ...]:
    """Non-overlapping spans by position; where two kinds overlap the stronger proof wins: IBAN, card, e-mail, telephone."""
    readable = bounded(text)
    taken = bytearray(len(readable))
    found: list[Span] = []
    for candidate in _candidates(readable):
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\1" * (candidate.end - candidate.start)
            found.append(candidate)
    return tuple(sorted(found, key=lambda span: span.start))


def counts(text: str) -> tuple[tuple[str, int], ...]:
    """How many values of each kind, kinds in order; never the values."""
    return tuple(sorted(Counter(span.kind for span in spans(text)).items()))


def masked(text: str) -> str:
    """At most MAX_CHARS of `text`, with `[kind]` in the place of each value."""
    pieces, position = [], 0
    readable = bounded(text)
    for span in spans(readable):
        pieces += [readable[position : span.start], f"[{span.kind}]"]
        position = span.end
    return "".join(pieces) + readable[position:]


def _candidates(text: str) -> Iterator[Span]:
    for detector in _DETECTORS:
        for match in detector.pattern.finditer(text):
            if detector.valid(match.group()):
                yield Span(detector.kind, match.start(), match.end())


def _valid_iban(candidate: str) -> bool:
    """ISO 13616: moved round and read as a number, the remainder by 97 is 1."""
    compact = candidate.replace(" ", "").upper()
    number = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return len(compact) in _IBAN_LENGTHS and int(number) % 97 == 1


def _valid_card(candidate: str) -> bool:
    """ISO/IEC 7812: the Luhn sum ends in 0."""
    digits = [int(character) for character in candidate if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) in _CARD_LENGTHS and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _no_date(candidate: str) -> bool:
    return not _DATE.match(candidate)


def _always(_: str) -> bool:
    return True


# Numbers of 8 to 15 digits count as telephone numbers (ITU-T E.164 allows 15); fewer are more often a price or a quantity.
_PHONE = r"(?<![\w.,+-])[+(]{0,2}[0-9](?:[ ()/.-]{0,2}[0-9]){7,14}(?![ ()/.-]{0,2}[0-9]|\w)"
_DETECTORS = (
    _Detector("iban", re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"), _valid_iban),
    _Detector("card", re.compile(r"(?<![\w-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-])", re.ASCII), _valid_card),
    _Detector("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), _always),
    _Detector("phone", re.compile(_PHONE, re.ASCII), _no_date),
)
