import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_action
from tests.unit.test_strict_json import VALUES

from countersign.model.canonical import NotCanonicalError, canonical_json, digest
from countersign.sdk.strict_json import MAX_INTEGER

NOT_CANONICAL = {
    "float": 1.0,
    "NaN": float("nan"),
    "huge integer": MAX_INTEGER + 1,
    "decomposed text": "e\u0301",
    "decomposed key": {"e\u0301": 1},
    "lone surrogate": "\ud800",
    "bytes": b"a",
    "tuple": (1, 2),
    "set": {1},
    "number as a key": {1: "a"},
    "nested float": {"a": [{"b": 0.5}]},
}


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(value, random):
    assert canonical_json(shuffled(value, random)) == canonical_json(value)


@given(VALUES, VALUES)
def test_different_values_have_different_bytes(one, other):
    assert (canonical_json(one) == canonical_json(other)) == (json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True))


@pytest.mark.parametrize("value", NOT_CANONICAL.values(), ids=NOT_CANONICAL.keys())
def test_what_has_several_forms_has_no_canonical_one(value):
    with pytest.raises(NotCanonicalError):
        canonical_json(value)


def test_the_bytes_are_compact_sorted_and_in_utf_8():
    assert canonical_json({"b": [1, True, None], "a": "ü"}) == '{"a":"ü","b":[1,true,null]}'.encode()


def test_a_digest_covers_its_tag():
    assert digest("one-v1", {"a": 1}) == hashlib.sha256(b'one-v1\0{"a":1}').hexdigest()
    assert digest("one-v1", {}) != digest("two-v1", {})


def test_true_is_not_one():
    assert digest("t", True) != digest("t", 1)


@pytest.mark.parametrize("field", make_action().to_json())
def test_every_field_of_an_action_is_in_its_digest(field):
    """I4."""
    action = make_action()
    changed = action.to_json() | {field: _other(action.to_json()[field])}
    assert digest("countersign-action-v1", changed) != action.digest


def _other(value):
    match value:
        case None:
            return "something"
        case str():
            return value + "!"
        case _:
            return None


def shuffled(value, random):
    match value:
        case dict():
            names = list(value)
            random.shuffle(names)
            return {name: shuffled(value[name], random) for name in names}
        case list():
            return [shuffled(item, random) for item in value]
    return value
