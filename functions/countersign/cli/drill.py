"""`countersign drill`: known-bad questions, planted to keep eyes open."""

from pathlib import Path

import click
from rich.text import Text

from countersign.approving.drill_table import shipped
from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, at_most, limit_option, read_as, signed_in
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.model.drill import Drill
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute


@click.group()
def drill() -> None:
    """Plant questions that everybody should say no to. They look real; nothing waits for an answer, and nothing can be done with one.

    For owners of the process (risk, compliance, operator), where the deployment allows it. Whoever answers is told at once that it was a
    check; how many were seen through is shown by `countersign inbox quality`.
    """


@drill.command(epilog=examples("countersign drill plant payee-is-not-the-purchaser --as olga"))
@click.argument("kind", type=click.Choice(sorted(shipped())))
@actor_option
@state_option
@json_option
def plant(*, kind: str, user: str, state: Path | None, as_json: bool) -> None:
    """Ask one. It is on the record as a check from the beginning. Exit code 1 if it is refused."""
    with signed_in(state, user) as hub:
        told = hub.post("drills", body={"kind": kind})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
        return
    planted = read_as(Drill, told)
    terminal.results.print(Text(f"Planted: approval {planted.approval_id[:8]}. What is wrong: {escaped(planted.off)}."), soft_wrap=True)
    terminal.results.print("Keep it to yourself until it is answered.")


@drill.command("list", epilog=examples("countersign drill list --as olga", "countersign drill list --as olga --json"))
@limit_option
@actor_option
@state_option
@json_option
def list_(*, limit: int, user: str, state: Path | None, as_json: bool) -> None:
    """List those that were planted."""
    with signed_in(state, user) as hub:
        found, more = at_most(limit, hub.listed("drills", "drills"))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"drills": found, "more": more})
        return
    lines = [read_as(Drill, one) for one in found]
    rows = [(one.approval_id[:8], one.kind, minute(one.at), one.off) for one in lines]
    terminal.results.print(aligned(("approval", "kind", "planted", "what is wrong"), rows) if rows else "None was planted.", soft_wrap=True)
    if more:
        terminal.results.print(f"There are more: --limit {10 * limit}")
