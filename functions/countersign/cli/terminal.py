"""Progress and results, told to a person at a terminal, to a log, or to a program."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import click
from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; progress on stderr.")


class Terminal:
    """Results go to stdout and progress to stderr, so that `--json` leaves exactly one JSON object on stdout."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.results = Console(highlight=False)
        self._progress = Console(stderr=True, highlight=False)
        self._running: dict[str, float] = {}
        self._live = Live(console=self._progress, get_renderable=self._spinners, transient=True, refresh_per_second=8)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, then how long it took. Steps may nest."""
        started = monotonic()
        self._begin(title, started)
        outcome = "failed"
        try:
            yield
            outcome = "done"
        finally:
            self._end(title)
            self._progress.print(f"{outcome:>6} {monotonic() - started:6.1f} s  {title}", style="red" if outcome == "failed" else None)

    def note(self, text: str) -> None:
        """Something the operator should know, without an end of its own."""
        self._progress.print(f"  note           {text}", soft_wrap=True)

    def give(self, value: Mapping[str, Any]) -> None:
        """The machine's form of a result."""
        json.dump(value, sys.stdout, indent=2)
        sys.stdout.write("\n")

    def _begin(self, title: str, started: float) -> None:
        self._running[title] = started
        if not self._progress.is_terminal:
            self._progress.print(f" start           {title}")
        elif len(self._running) == 1:
            self._live.start()

    def _end(self, title: str) -> None:
        del self._running[title]
        if not self._running and self._progress.is_terminal:
            self._live.stop()

    def _spinners(self) -> Table:
        grid = Table.grid()
        for title, started in self._running.items():
            grid.add_row(Spinner("line", Text(f"{monotonic() - started:6.1f} s  {title}")))
        return grid
