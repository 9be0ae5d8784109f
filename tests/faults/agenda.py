"""What happens when: a clock that jumps to the next thing to do."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any


@dataclass
class Agenda:
    """Things to do in order of time; of several at once, `random` says which comes first."""

    clock: Callable[[], datetime]
    random: Random
    _ahead: list[tuple[datetime, float, int, Callable[[], Any]]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)

    def after(self, seconds: float, act: Callable[[], Any]) -> None:
        moment = self.clock() + timedelta(seconds=seconds)
        heapq.heappush(self._ahead, (moment, self.random.random(), next(self._numbers), act))

    def next_at(self) -> datetime | None:
        return self._ahead[0][0] if self._ahead else None

    def take(self) -> tuple[datetime, Callable[[], Any]]:
        """The next thing to do, and its time."""
        moment, _, _, act = heapq.heappop(self._ahead)
        return moment, act
