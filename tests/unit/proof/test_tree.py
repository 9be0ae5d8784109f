"""Proofs against the recursive definitions of RFC 6962, section 2.1, over a tree that is held as a whole."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.proof.tree import PartialTree, extends, includes
from countersign.record import merkle

SIZES = range(1, 20)


def naive_root(leaves: list[str]) -> str:
    if not leaves:
        return merkle.EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    cut = naive_cut(len(leaves))
    joined = bytes.fromhex(naive_root(leaves[:cut])) + bytes.fromhex(naive_root(leaves[cut:]))
    return sha256(b"\x01" + joined).hexdigest()


def naive_cut(size: int) -> int:
    cut = 1
    while cut * 2 < size:
        cut *= 2
    return cut


def naive_path(index: int, leaves: list[str]) -> list[str]:
    if len(leaves) == 1:
        return []
    cut = naive_cut(len(leaves))
    if index < cut:
        return [*naive_path(index, leaves[:cut]), naive_root(leaves[cut:])]
    return [*naive_path(index - cut, leaves[cut:]), naive_root(leaves[:cut])]


def naive_consistency(earlier: int, leaves: list[str], *, known: bool = True) -> list[str]:
    if earlier == len(leaves):
        return [] if known else [naive_root(leaves)]
    cut = naive_cut(len(leaves))
    if earlier <= cut:
        return [*naive_consistency(earlier, leaves[:cut], known=known), naive_root(leaves[cut:])]
    return [*naive_consistency(earlier - cut, leaves[cut:], known=False), naive_root(leaves[:cut])]


def some_leaves(size: int) -> list[str]:
    return [merkle.leaf(bytes([number])) for number in range(size)]


def tree_from(leaves: list[str], first: int) -> PartialTree:
    frontier, _ = merkle.grow((), 0, leaves[:first])
    return PartialTree(frontier, first, leaves[first:])


def a_tree_and_a_place(draw) -> tuple[list[str], int, int]:
    leaves = some_leaves(draw(st.integers(1, 120)))
    index = draw(st.integers(0, len(leaves) - 1))
    return leaves, index, draw(st.integers(0, index))


places = st.composite(a_tree_and_a_place)()


@given(places)
def test_an_inclusion_proof_is_that_of_the_rfc_however_little_is_known(place):
    leaves, index, known_from = place
    proof = tree_from(leaves, known_from).inclusion(index)
    assert list(proof) == naive_path(index, leaves)
    assert includes(naive_root(leaves), len(leaves), index, leaves[index], proof)


@given(places)
def test_a_consistency_proof_is_that_of_the_rfc_however_little_is_known(place):
    leaves, index, known_from = place
    earlier = index + 1
    proof = tree_from(leaves, known_from).consistency(earlier)
    assert list(proof) == naive_consistency(earlier, leaves)
    assert extends((earlier, naive_root(leaves[:earlier])), (len(leaves), naive_root(leaves)), proof)


@pytest.mark.parametrize("size", SIZES)
def test_a_leaf_is_proved_at_its_own_place_in_its_own_tree_only(size):
    """I10: every other place, leaf, size and root, and every proof with one hash changed, left out or added."""
    leaves = some_leaves(size)
    tree, root = tree_from(leaves, 0), naive_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = tree.inclusion(index)
        assert not any(includes(root, size, other, leaf, proof) for other in range(-1, size + 1) if other != index)
        assert not any(includes(root, size, index, other, proof) for other in leaves if other != leaf)
        assert not includes(merkle.leaf(b"x"), size, index, leaf, proof)
        assert not any(includes(root, size, index, leaf, wrong) for wrong in damaged(proof))


@pytest.mark.parametrize("size", SIZES)
def test_no_other_beginning_is_proved(size):
    """I10: a fork shows."""
    leaves = some_leaves(size)
    tree, later = tree_from(leaves, 0), (size, naive_root(leaves))
    for earlier in range(1, size):
        proof = tree.consistency(earlier)
        begun = (earlier, naive_root(leaves[:earlier]))
        forked = (earlier, naive_root([*leaves[: earlier - 1], merkle.leaf(b"x")]))
        assert not extends(forked, later, proof)
        assert not extends(begun, (size, merkle.leaf(b"x")), proof)
        assert not extends(later, begun, proof)
        assert not any(extends(begun, later, wrong) for wrong in damaged(proof))


def test_every_log_begins_empty_and_equals_itself():
    root = naive_root(some_leaves(3))
    assert extends((0, merkle.EMPTY_ROOT), (3, root), ())
    assert extends((3, root), (3, root), ())
    assert not extends((3, root), (3, merkle.leaf(b"x")), ())
    assert not extends((3, root), (3, root), (root,))


def damaged(proof: tuple[str, ...]) -> list[tuple[str, ...]]:
    strange = merkle.leaf(b"x")
    changed = [(*proof[:place], strange, *proof[place + 1 :]) for place in range(len(proof))]
    shorter = [(*proof[:place], *proof[place + 1 :]) for place in range(len(proof))]
    longer = [(*proof[:place], strange, *proof[place:]) for place in range(len(proof) + 1)]
    return changed + shorter + longer
