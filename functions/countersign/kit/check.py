"""What a check is, and the list of all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countersign.kit.bench import Bench


class Level(IntEnum):
    """Bronze can be connected without harm, silver survives bad days, gold can be undone, compared and read about."""

    BRONZE = 1
    SILVER = 2
    GOLD = 3


class NotApplicableError(Exception):
    """The check has nothing to look at here; the message says why."""


Examine = Callable[["Bench"], Iterator[str]]


@dataclass(frozen=True)
class Check:
    """`examine` yields one finding for each breach. An id is never used again for something else."""

    id: str
    level: Level
    title: str
    examine: Examine


CHECKS: dict[str, Check] = {}


def check(check_id: str, level: Level, title: str) -> Callable[[Examine], Examine]:
    """Put a function into the list under a stable id."""

    def enlist(examine: Examine) -> Examine:
        if check_id in CHECKS:
            raise ValueError(f"two checks are called {check_id}")
        CHECKS[check_id] = Check(check_id, level, title, examine)
        return examine

    return enlist
