"""Inclusion and consistency proofs of RFC 6962 (section 2.1), made from a part of the tree and checked without any of it.

Checking follows RFC 9162, sections 2.1.3.2 and 2.1.4.2. All hashes are in hex.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from countersign.record import merkle

Proof = tuple[str, ...]


class PartialTree:
    """A tree of which only the frontier at some size and the leaves after it are known; proofs about these cost what is known."""

    def __init__(self, before: Sequence[str], first: int, leaves: Sequence[str]) -> None:
        """`before` is the frontier at size `first`; `leaves` are the hashes of all that came after."""
        self.size = first + len(leaves)
        self._known = {(place, 1): leaf for place, leaf in enumerate(leaves, first)}
        edges = _frontier_edges(first)
        self._known |= {(begin, end - begin): root for (begin, end), root in zip(pairwise(edges), before, strict=True)}

    def inclusion(self, index: int) -> Proof:
        """That the leaf at `index` is in the tree; from the leaf's sibling upwards."""
        return tuple(self._path(index, 0, self.size))

    def consistency(self, earlier: int) -> Proof:
        """That the tree of size `earlier` is the beginning of this one; empty when either is trivially so."""
        return tuple(self._subproof(earlier, 0, self.size, whole=True)) if 0 < earlier < self.size else ()

    def _root(self, begin: int, size: int) -> str:
        known = self._known.get((begin, size))
        if known is not None:
            return known
        left = _split(size)
        return merkle.node(self._root(begin, left), self._root(begin + left, size - left))

    def _path(self, index: int, begin: int, size: int) -> Iterable[str]:
        if size == 1:
            return
        left = _split(size)
        if index < begin + left:
            yield from self._path(index, begin, left)
            yield self._root(begin + left, size - left)
        else:
            yield from self._path(index, begin + left, size - left)
            yield self._root(begin, left)

    def _subproof(self, earlier: int, begin: int, size: int, *, whole: bool) -> Iterable[str]:
        """SUBPROOF of the RFC; `whole` while the earlier tree's own root would be the answer, which its holder has."""
        if earlier == begin + size:
            if not whole:
                yield self._root(begin, size)
            return
        left = _split(size)
        if earlier <= begin + left:
            yield from self._subproof(earlier, begin, left, whole=whole)
            yield self._root(begin + left, size - left)
        else:
            yield from self._subproof(earlier, begin + left, size - left, whole=False)
            yield self._root(begin, left)


def includes(root: str, size: int, index: int, leaf: str, proof: Sequence[str]) -> bool:
    """Whether the leaf at `index` is in the tree of this size and root."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = merkle.node(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = merkle.node(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def extends(first: tuple[int, str], second: tuple[int, str], proof: Sequence[str]) -> bool:
    """Whether the tree of `first` (size and root) is the beginning of that of `second`."""
    (size, root), (later_size, later_root) = first, second
    if size in {0, later_size}:
        return not proof and (size == 0 or root == later_root)
    if size > later_size or not proof:
        return False
    # A complete earlier tree is a node of the later one, and its holder has it.
    path = [root, *proof] if size & (size - 1) == 0 else list(proof)
    place, last = size - 1, later_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier_found = later_found = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            earlier_found, later_found = merkle.node(sibling, earlier_found), merkle.node(sibling, later_found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            later_found = merkle.node(later_found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and (earlier_found, later_found) == (root, later_root)


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _frontier_edges(size: int) -> list[int]:
    """Where the complete subtrees of a tree begin and end: one for each bit of the size, the largest first."""
    edges = [0]
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            edges.append(edges[-1] + (1 << bit))
    return edges
