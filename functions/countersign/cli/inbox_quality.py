"""`countersign inbox quality`."""

from collections.abc import Iterable
from pathlib import Path

import click
from rich.text import Text

from countersign.approving.quality import DAYS, MOST_DAYS, Line, Quality, Spread, Sums
from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, read_as, signed_in
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.viewing.wording import seconds

_HEADER = ("answers", "yes", "time to decide", "open before", "not opened", "others differed", "taken back", "checks seen through")


@click.command(epilog=examples("countersign inbox quality --as sam", "countersign inbox quality --days 31 --as olga --json"))
@click.option("--days", type=click.IntRange(1, MOST_DAYS), default=DAYS, show_default=True, help="So far back (UTC days).")
@actor_option
@state_option
@json_option
def quality(*, days: int, user: str, state: Path | None, as_json: bool) -> None:
    """Show how the asking goes: your own answers, and as an owner of the process (risk, compliance, operator) all of them."""
    with signed_in(state, user) as hub:
        told = hub.get("quality", days=str(days))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
        return
    found = read_as(Quality, told)
    mine = (Line(name=user, sums=found.mine),) if found.mine else ()
    for title, lines in (("you", mine), ("approver", found.approvers), ("policy", found.policies)):
        if lines:
            terminal.results.print(_rows(title, lines), soft_wrap=True)
            terminal.results.print()
    if not mine:
        terminal.results.print("You have answered nothing in this time.")


def _rows(title: str, lines: Iterable[Line]) -> Text:
    return aligned((title, *_HEADER), [(line.name, *_cells(line.sums)) for line in lines])


def _cells(sums: Sums) -> tuple[str, ...]:
    counts = (sums.unopened, sums.differed, sums.taken_back)
    checks = f"{sums.checks_seen_through} of {sums.checks}" if sums.checks else ""
    return str(sums.answers), str(sums.approved), _spread(sums.waited_seconds), _spread(sums.dwell_seconds), *map(str, counts), checks


def _spread(spread: Spread | None) -> str:
    return f"{seconds(spread.median)}, p90 {seconds(spread.p90)}" if spread else ""
