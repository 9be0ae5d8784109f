"""How long work tells that it goes on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from time import monotonic
from typing import Protocol


class Progress(Protocol):
    """Steps may nest: the outer one then runs beside the inner ones."""

    def step(self, title: str) -> AbstractContextManager[None]: ...

    def note(self, text: str) -> None: ...


class Stopwatch:
    """A progress that also keeps how long each step took, in milliseconds by title."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.milliseconds: dict[str, int] = {}

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        started = monotonic()
        with self._progress.step(title):
            yield
        self.milliseconds[title] = round((monotonic() - started) * 1000)

    def note(self, text: str) -> None:
        self._progress.note(text)
