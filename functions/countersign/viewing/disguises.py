"""What in an action's texts may deceive the eye, said in words: shown escaped they are harmless, but a reader should know why."""

import re
import unicodedata
from collections.abc import Iterator

from countersign.model.plan import ProposedAction
from countersign.viewing.escaping import escaped_lines

LONG = 4_000
# Scripts with letters that look alike (Unicode TR 39); a word of one language has letters of one of them only.
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_WORD = re.compile(r"\w+")


def disguises(action: ProposedAction) -> list[str]:
    """One sentence for each thing found, field by field."""
    texts = {"recipient": action.recipient or "", **{name: value for name, value in action.arguments.items() if isinstance(value, str)}}
    return [sentence for name, text in texts.items() for sentence in _found(name, text)]


def _found(name: str, text: str) -> Iterator[str]:
    if "\n".join(escaped_lines(text)) != text:
        yield f"{name} holds characters that nobody would see. They are shown by their codes."
    for word in sorted({word for word in _WORD.findall(text) if len(_scripts(word)) > 1}):
        yield f"{name}: the word “{word}” mixes letters that look alike, of {' and '.join(sorted(_scripts(word)))}."
    if len(text) > LONG:
        yield f"{name} has {len(text):,} characters. What matters may stand at its end."


def _scripts(word: str) -> set[str]:
    # The first word of a letter's name is its script.
    return {script.title() for letter in word if (script := unicodedata.name(letter, "").split(" ")[0]) in _ALIKE}
