"""`countersign demo`: the told story, on the real template."""

from pathlib import Path
from time import monotonic, time

import click
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from countersign.cli.examples import examples
from countersign.cli.stack import places, state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.demo.performance import Played, perform
from countersign.local.demo.scenarios import SCENARIOS, Scenario
from countersign.local.demo.stage import Stage
from countersign.local.session import open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up


@click.command(epilog=examples("countersign demo", "countersign demo --only c --only d --keep", "countersign demo --json > demo.json"))
@click.option("--only", multiple=True, type=click.Choice([scenario.id for scenario in SCENARIOS]), help="Play these scenarios only.")
@click.option("--keep", is_flag=True, help="Leave the stack up afterwards, even if the demo started it.")
@state_option
@json_option
def demo(*, only: tuple[str, ...], keep: bool, state: Path | None, as_json: bool) -> None:
    """Send real messages the whole way, from webhook to outcome, through template.yaml on the local stack.

    Every scenario says beforehand how it must end, in the hub and in the company's systems. Exit code 0 only if each of
    them did and every case's record verifies.
    """
    terminal = Terminal(as_json=as_json)
    repository, folder = places(state)
    started = monotonic()
    started_here = bring_up(repository, folder, terminal)
    up_after = monotonic() - started
    try:
        with Stage(open_stack(folder.root), run=int(time())) as stage:
            played = perform(stage, [scenario for scenario in SCENARIOS if _wanted(scenario, only)], terminal)
    finally:
        if started_here and not keep:
            take_down(folder, terminal)
    _tell(terminal, played, up_seconds=up_after, seconds=monotonic() - started)
    if keep or not started_here:
        stack = open_stack(folder.root)
        terminal.note(f"The console: {stack.console_url}   (as sam or rosa, password in {folder.credentials_file})")
        terminal.note("The stack is up. Look around: countersign case list, countersign inbox list. Stop it: countersign down")
    raise SystemExit(0 if all(one.ok for one in played) else 1)


def _wanted(scenario: Scenario, only: tuple[str, ...]) -> bool:
    return not only or scenario.id in only


def _tell(terminal: Terminal, played: list[Played], *, up_seconds: float, seconds: float) -> None:
    if terminal.as_json:
        scenarios = [{**one.to_json(), "effects": list(one.effects), "seconds": one.milliseconds / 1000} for one in played]
        terminal.give(
            {"ok": all(one.ok for one in played), "scenarios": scenarios, "up_seconds": round(up_seconds, 1), "seconds": round(seconds, 1)}
        )
        return
    table = Table("", "scenario and how it ended", "case and its record", "s", title="What happened", box=SIMPLE_HEAD, padding=(0, 1))
    table.columns[2].no_wrap = True
    for one in played:
        table.add_row(*_row(one))
    terminal.results.print(table)
    good = sum(one.ok for one in played)
    terminal.results.print(
        f"{good} of {len(played)} ended as they must; {sum(one.events for one in played)} events on the record, "
        f"{sum(len(one.effects) for one in played)} effects in the company's systems; {up_seconds:.0f} s to start, {seconds:.0f} s in all."
    )


def _row(one: Played) -> tuple[str, str, str, str]:
    mark = "[green]ok[/green]" if one.ok else "[red]no[/red]"
    ended = f"[dim]{one.actual}[/dim]" if one.ok else f"[red]{escape(one.actual)}[/red]\nexpected: {one.expected}"
    record = f"[dim]{one.events} events, verified[/dim]" if one.chain_whole else "[red]no verified record[/red]"
    return mark, f"({one.id}) {one.title}\n{ended}", f"{one.case_id or ''}\n{record}", f"{one.milliseconds / 1000:.1f}"
