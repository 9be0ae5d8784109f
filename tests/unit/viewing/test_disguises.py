import pytest
from tests.builders import make_action

from countersign.viewing.disguises import disguises


def of(**texts: str) -> list[str]:
    return disguises(make_action(recipient=None, arguments=texts))


@pytest.mark.parametrize("text", ["", "Hello Greta,\nyour order is on its way.", "Größe, naïve, Ελλάδα, Москва, 東京", "ORD-1001 x2"])
def test_an_honest_text_is_passed_over(text):
    assert of(text=text) == []


@pytest.mark.parametrize("text", ["pay\u200bme", "\u202egnp.exe", "one\rtwo", "a\u3164b"])
def test_what_nobody_would_see_is_said(text):
    assert of(text=text) == ["text holds characters that nobody would see. They are shown by their codes."]


def test_a_word_in_two_scripts_is_said_once():
    assert of(note="p\u0430ypal and p\u0430ypal") == ["note: the word “p\u0430ypal” mixes letters that look alike, of Cyrillic and Latin."]


def test_a_text_too_long_to_be_read_is_said():
    assert of(text="a" * 4_001) == ["text has 4,001 characters. What matters may stand at its end."]


def test_the_recipient_is_looked_at_too():
    assert disguises(make_action(recipient="CUST\u00ad-0001"))[0].startswith("recipient holds")
