import pytest

from countersign.viewing.escaping import escaped, escaped_lines


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("pay\u200bme", r"pay\u{200b}me"),
        ("\u202egnp.exe", r"\u{202e}gnp.exe"),
        ("\x1b[2Jgone", r"\u{001b}[2Jgone"),
        ("one\rtwo", r"one\u{000d}two"),
        ("\U000e0041", r"\u{e0041}"),
        ("a\u3164b", r"a\u{3164}b"),
        ("a\ufe0fb", r"a\u{fe0f}b"),
        ("10\u00a0EUR", r"10\u{00a0}EUR"),
        ("\ud800", r"\u{d800}"),
    ],
)
def test_what_a_reader_would_not_see_is_shown_as_its_code(hidden, shown):
    assert escaped(hidden) == shown


def test_words_of_any_script_stay_as_they_are():
    text = "Grüße, 顧客, Ελλάδα, e\u0301té: 5 €"
    assert escaped(text) == text


def test_a_line_feed_ends_a_line_only_where_lines_are_shown():
    assert escaped("a\nb") == r"a\u{000a}b"
    assert escaped_lines("a\nb\u200b") == ["a", r"b\u{200b}"]
