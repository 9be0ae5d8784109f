"""Undoing what hides words from rules: look-alike letters, digits for letters, spaced-out letters, base64."""

import base64
import re
import string
from collections.abc import Iterator

from countersign.triage.text import visible

# Letters of other scripts that look Latin (Unicode TR 39, the part seen in attacks), position by position.
_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁԛɡһԝτονικαρυε", "aeopcyxijsdqghwtovikapue")
_LEET = str.maketrans("013457@$", "oieastas")
_SPACED_LETTERS = re.compile(r"(?<!\S)(?:\w ){3,}\w(?!\S)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{40,4000}")
_MAX_RUNS = 8
_PRINTABLE = frozenset(string.printable.encode())
_PRINTABLE_SHARE = 0.95


def plain_words(text: str) -> str:
    """Lower-case words with one blank between them, without invisible characters, in Latin look-alikes, spaced letters joined."""
    shown = _SPACED_LETTERS.sub(lambda match: match.group().replace(" ", ""), visible(text))
    return _BETWEEN_WORDS.sub(" ", shown.casefold().translate(_LOOK_ALIKES))


def without_leet(text: str) -> str:
    """`1gn0re` as `ignore`, in the form of `plain_words`."""
    return plain_words(text.translate(_LEET))


def decoded_runs(text: str) -> Iterator[str]:
    """The readable texts hidden in base64, of the first runs that could be some."""
    for match in list(_BASE64.finditer(text))[:_MAX_RUNS]:
        run = match.group().replace("-", "+").replace("_", "/")
        content = base64.b64decode(run[: len(run) // 4 * 4])
        readable = sum(byte in _PRINTABLE for byte in content)
        if readable >= _PRINTABLE_SHARE * len(content):
            yield content.decode("ascii", errors="replace")
