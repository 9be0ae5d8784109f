from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.record import merkle


def reference_root(entries: list[bytes]) -> str:
    """MTH of RFC 6962, section 2.1, as the text defines it: split at the largest power of two below the size."""
    return _tree_hash(entries).hex()


def _tree_hash(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\x01" + _tree_hash(entries[:split]) + _tree_hash(entries[split:])).digest()


def root_of(entries: list[bytes]) -> str:
    frontier, _ = merkle.grow((), 0, map(merkle.leaf, entries))
    return merkle.root(frontier)


def test_the_empty_tree_has_the_hash_of_nothing():
    assert merkle.root(()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(70))
def test_every_size_has_the_root_of_the_rfc(size):
    entries = [bytes([number]) * number for number in range(size)]
    assert root_of(entries) == reference_root(entries)


@given(st.lists(st.binary(max_size=8), max_size=40), st.integers(0, 40))
def test_growing_in_two_steps_is_growing_in_one(entries, cut):
    frontier, size = merkle.grow((), 0, map(merkle.leaf, entries[:cut]))
    frontier, size = merkle.grow(frontier, size, map(merkle.leaf, entries[cut:]))
    assert (merkle.root(frontier), size) == (reference_root(entries), len(entries))


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=40), st.data())
def test_any_changed_leaf_changes_the_root(entries, data):
    """I10."""
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:place], entries[place] + b"!", *entries[place + 1 :]]
    assert root_of(changed) != root_of(entries)


def test_a_leaf_can_never_pass_for_a_node():
    left, right = merkle.leaf(b"a"), merkle.leaf(b"b")
    assert merkle.leaf(bytes.fromhex(left + right)) != merkle.root(merkle.grow((), 0, [left, right])[0])


def test_the_frontier_holds_one_root_a_bit_of_the_size():
    for size in range(1, 65):
        frontier, _ = merkle.grow((), 0, [merkle.leaf(b"x")] * size)
        assert len(frontier) == size.bit_count()
