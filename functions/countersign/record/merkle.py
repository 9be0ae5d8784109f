"""The Merkle tree of RFC 6962 (section 2.1), grown leaf by leaf from its frontier: the roots of its complete subtrees, largest first."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").hexdigest()


def leaf(entry: bytes) -> str:
    """The hash of one leaf, in hex."""
    return sha256(b"\0" + entry).hexdigest()


def grow(frontier: Sequence[str], size: int, leaves: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """The frontier and size after `leaves` were added; costs the logarithm of the size per leaf."""
    stack = list(frontier)
    for added in leaves:
        stack.append(added)
        size += 1
        # As many subtrees close as the new size has factors of two.
        for _ in range((size & -size).bit_length() - 1):
            right, left = stack.pop(), stack.pop()
            stack.append(node(left, right))
    return tuple(stack), size


def root(frontier: Sequence[str]) -> str:
    """The tree's root hash."""
    if not frontier:
        return EMPTY_ROOT
    *rest, result = frontier
    for left in reversed(rest):
        result = node(left, result)
    return result


def node(left: str, right: str) -> str:
    """The hash over two subtrees, in hex."""
    return sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
