"""Waiting for what a server does in its own time."""

from collections.abc import Callable
from time import monotonic, sleep
from typing import TypeVar

T = TypeVar("T")

_PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.1


def until(look: Callable[[], T], what: str) -> T:
    """What `look` returns as soon as it is true; an AssertionError that says `what` after twenty seconds."""
    deadline = monotonic() + _PATIENCE_SECONDS
    while not (seen := look()):
        assert monotonic() < deadline, f"not so in time: {what}"
        sleep(_POLL_SECONDS)
    return seen
