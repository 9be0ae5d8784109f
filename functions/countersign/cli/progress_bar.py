"""How far a long row of like things has come."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

# A log shall show that work goes on without becoming long.
_LOG_SECONDS = 5.0


class Counter(Protocol):
    """Call it each time one more is through."""

    def __call__(self) -> None: ...


@contextmanager
def counting(title: str, total: int) -> Iterator[Counter]:
    """A bar at a terminal, a line every few seconds in a log; on stderr."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield _Log(console, title, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=total)
        yield lambda: progress.advance(task)


class _Log:
    def __init__(self, console: Console, title: str, total: int) -> None:
        self._console, self._title, self._total = console, title, total
        self._count, self._last = 0, monotonic()
        console.print(f"{title}: {total} in all")

    def __call__(self) -> None:
        self._count += 1
        if self._count == self._total or monotonic() - self._last >= _LOG_SECONDS:
            self._console.print(f"{self._title}: {self._count} of {self._total}")
            self._last = monotonic()
