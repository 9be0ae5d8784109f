import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.model.canonical import canonical_json
from countersign.sdk.strict_json import MAX_BYTES, MAX_DEPTH, MAX_INTEGER, MalformedJsonError, loads, loads_object

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")).map(lambda text: unicodedata.normalize("NFC", text))
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20)

REFUSED = {
    "duplicate key": b'{"amount": 5, "amount": 9999}',
    "duplicate key deep down": b'[{"a": {"b": 1, "b": 1}}]',
    "duplicate key by escape": b'{"a": 1, "\\u0061": 2}',
    "duplicate key by normal form": '{"\u00e9": 1, "e\u0301": 2}'.encode(),
    "NaN": b"[NaN]",
    "Infinity": b"-Infinity",
    "float": b"1.0",
    "exponent": b"1e3",
    "huge exponent": b"1E400",
    "integer beyond 2^53": str(MAX_INTEGER + 1).encode(),
    "negative integer beyond 2^53": str(-MAX_INTEGER - 1).encode(),
    "integer of a million digits": b"9" * 200_000,
    "lone surrogate": b'"\\ud800"',
    "lone surrogate in a key": b'{"\\udc00": 1}',
    "surrogates the wrong way round": b'"\\ude00\\ud83d"',
    "surrogate in UTF-8": b'"\xed\xa0\x80"',
    "NUL": b'"a\\u0000b"',
    "NUL in a key": b'{"\\u0000": 1}',
    "control character": b'"a\nb"',
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "overlong UTF-8": b'"\xc0\xaf"',
    "second value": b"{} {}",
    "nothing": b"",
    "half an object": b'{"a":',
    "comment": b"{} // yes",
    "single quotes": b"{'a': 1}",
    "trailing comma": b"[1,]",
    "leading zero": b"01",
    "too deep": b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    "bottomless": b"[" * 100_000,
    "bottomless objects": b'{"a":' * 40_000,
    "bottomless after closings": b"]" * 100 + b"[" * 100_000,
    "a megabyte": b'"' + b"a" * 1_000_000 + b'"',
    "deep behind a string of brackets": b'["]]]]]]]]]]", ' + b"[" * 100_000,
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_a_text_that_two_readers_may_read_differently_is_refused(raw):
    with pytest.raises(MalformedJsonError):
        loads(raw)


@given(VALUES)
def test_what_is_written_is_read_again(value):
    assert loads(canonical_json(value)) == value


@given(VALUES)
def test_white_space_and_escapes_change_nothing(value):
    assert loads(json.dumps(value, indent=3, ensure_ascii=True).encode()) == value


@given(st.binary(max_size=200) | st.text(alphabet='[]{}",:0123456789.-+eE\\u truefalsn\x00é').map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(raw):
    try:
        value = loads(raw)
    except MalformedJsonError:
        return
    assert loads(canonical_json(value)) == value


def test_text_comes_back_in_its_normal_form():
    assert loads('"e\u0301"'.encode()) == "\u00e9"


@pytest.mark.parametrize("value", [MAX_INTEGER, -MAX_INTEGER, 0])
def test_every_integer_that_all_readers_hold_is_read(value):
    assert loads(str(value).encode()) == value


def test_the_deepest_and_the_longest_text_are_read():
    assert loads(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None
    assert len(str(loads(b'"' + b"a" * (MAX_BYTES - 2) + b'"'))) == MAX_BYTES - 2


def test_brackets_in_a_string_are_not_depth():
    text = '\\"[{' * 50
    assert loads(json.dumps(text).encode()) == text


def test_a_refusal_never_quotes_the_text():
    """I12."""
    with pytest.raises(MalformedJsonError) as refusal:
        loads(b'{"card": 4000.5, "name": "Wilhelmina"}')
    assert "4000" not in str(refusal.value)
    assert "Wilhelmina" not in str(refusal.value)


@pytest.mark.parametrize("raw", [b"[]", b'"a"', b"1", b"null"])
def test_an_object_is_an_object(raw):
    with pytest.raises(MalformedJsonError, match="top level"):
        loads_object(raw)
