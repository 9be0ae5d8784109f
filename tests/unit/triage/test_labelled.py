import pytest

from countersign.triage.labelled import CorpusError, check_learnable, read_labelled

BAD_FILES = {
    b"": "line 1: needs the columns text and label",
    b"message,label\nhello,greeting\n": "line 1: needs the columns text and label",
    b"text,label\n": "no rows",
    b"text,label\nhello,greeting\nbye\n": "line 3: not as many fields",
    b"text,label\nhello,greeting,more\n": "line 2: not as many fields",
    b"text,label\nhello,greeting\n  ,greeting\n": "line 3: text or label is empty",
    b"text,category\nhello,\n": "line 2: text or category is empty",
    b"text,label\nhello,greeting\ncaf\xe9,drink\n": "line 3: not UTF-8",
    b'text,label\n"never closed,greeting\n': "not valid CSV",
}


@pytest.mark.parametrize(("content", "said"), BAD_FILES.items())
def test_a_bad_file_is_refused_with_its_line(tmp_path, content, said):
    file = tmp_path / "bad.csv"
    file.write_bytes(content)
    with pytest.raises(CorpusError, match=said):
        read_labelled(file)


def test_category_stands_for_label_and_a_byte_order_mark_is_no_column(tmp_path):
    file = tmp_path / "exported.csv"
    file.write_bytes('\ufefftext,category\n"two\nlines", late \n'.encode())
    read = read_labelled(file)
    assert (read.texts, read.labels) == (("two\nlines",), ("late",))


def test_one_label_is_not_enough(write_csv):
    with pytest.raises(CorpusError, match="only one label"):
        check_learnable(read_labelled(write_csv([("hello", "greeting")] * 9)))


def test_a_rare_label_is_named(write_csv):
    with pytest.raises(CorpusError, match="'bye' has 1 texts"):
        check_learnable(read_labelled(write_csv([*[("hello", "greeting")] * 9, ("so long", "bye")])))
