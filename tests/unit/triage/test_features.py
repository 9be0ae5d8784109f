from countersign.triage.features import grams, prepare, single_words, words


def test_values_stand_for_their_kind():
    assert prepare("Refund ORD-1001 of 24,50 to mia@mail.example").split() == ["refund", "orderid", "of", "0,0", "to", "mailaddr"]


def test_three_words_after_a_negation_are_marked():
    assert single_words("I do not want a refund today") == ["do", "not", "¬want", "¬refund", "today"]


def test_a_marked_word_gives_no_grams_of_its_own():
    assert grams("not refunded") == [" n", "no", "ot", "t ", " no", "not", "ot ", " not", "not ", " not ", " ¬refunded "]


def test_words_come_with_their_neighbours():
    assert words("where is it?") == ["where", "is", "it", "?", "where is", "is it", "it ?"]
