"""Texts from outside as a terminal or a page may show them: nothing hidden, nothing that moves the cursor, nothing that reads backwards."""

import unicodedata

# Control, format (zero width, bidirectional), surrogate, private, unassigned, line and paragraph separators.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks that Unicode shows as nothing: joiners, fillers, the blank Braille cell (Default_Ignorable_Code_Point, UAX 44).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_VARIATION_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def escaped(text: str) -> str:
    """One line: every character that a reader would not see, line breaks too, as its code."""
    return "".join(_code(character) if _hidden(character) else character for character in text)


def escaped_lines(text: str) -> list[str]:
    """`escaped`, but a line feed ends a line."""
    return [escaped(line) for line in text.split("\n")]


def _hidden(character: str) -> bool:
    if unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _BLANK:
        return True
    # Blanks of other widths than the one on the keyboard.
    if character != " " and unicodedata.category(character) == "Zs":
        return True
    return any(ord(character) in selectors for selectors in _VARIATION_SELECTORS)


def _code(character: str) -> str:
    return f"\\u{{{ord(character):04x}}}"
