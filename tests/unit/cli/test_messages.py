import pytest

from countersign.cli.messages import Message, read_messages
from countersign.local.operator_error import OperatorError


@pytest.fixture
def read(tmp_path):
    def reader(content, *, text_column="text", customer_column=None, limit=None):
        file = tmp_path / "messages.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_messages(file, text_column=text_column, customer_column=customer_column, limit=limit)

    return reader


def test_each_row_is_a_message_at_the_line_where_it_begins(read):
    messages = read('text,who\n"two\nlines",CUST-0001\nWhere is it?,CUST-0002\n', customer_column="who")
    assert messages == [Message(2, "two\nlines", "CUST-0001"), Message(4, "Where is it?", "CUST-0002")]


def test_a_byte_order_mark_is_no_part_of_a_column(read):
    assert read(b"\xef\xbb\xbftext\nhello\n") == [Message(2, "hello", None)]


def test_rows_beyond_the_limit_are_not_looked_at(read):
    assert len(read('text\nhello\n""\n', limit=1)) == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        ("text\n", "no rows"),
        ("body,label\nhello,greeting\n", "no column 'text'; it has: body, label"),
        (b"text\nhello\n\xff\n", "line 3: not UTF-8"),
        ('text\n"hello\n', "not valid CSV"),
        ('text\n""\n', "line 2: the text is empty"),
        ("text\n" + "x" * 20_001 + "\n", "line 2: the text has 20001 characters, 20000 are taken"),
        ("text,label\nhello\n", "line 2: not as many fields as the header has"),
        ("text\nhello,there\n", "line 2: not as many fields as the header has"),
        ("text\nhel\0lo\n", "line 2: the text holds a NUL character"),
    ],
)
def test_a_bad_file_is_refused_with_what_is_wrong(read, content, why):
    with pytest.raises(OperatorError) as refused:
        read(content)
    assert why in refused.value.message


def test_only_the_first_bad_lines_are_named_and_never_quoted(read):
    with pytest.raises(OperatorError) as refused:
        read("text,who\n" + "my secret,\n" * 7, customer_column="who")
    assert "line 6" in refused.value.message
    assert "and 2 more" in refused.value.message
    assert "secret" not in refused.value.message
