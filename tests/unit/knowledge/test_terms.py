import pytest

from countersign.knowledge.terms import sentences, terms


@pytest.mark.parametrize("words", ["return returns returned returning", "ship ships shipped shipping", "policy policies", "charge charges"])
def test_forms_of_a_word_have_one_stem(words):
    assert len(set(terms(words))) == 1


def test_words_without_meaning_are_left_out():
    assert terms("Hello, could you please tell me about the RUG?") == ("rug",)


def test_sentences_end_at_marks_and_lines():
    assert sentences("One. Two?\n\nThree\n") == ("One.", "Two?", "Three")
