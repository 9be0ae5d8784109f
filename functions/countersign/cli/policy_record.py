"""`countersign policy record`."""

from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.policy_decisions import decisions_on_record
from countersign.cli.stack import places, state_option
from countersign.local.session import open_stack


@click.command(epilog=examples("countersign policy record > decisions.jsonl"))
@state_option
def record(*, state: Path | None) -> None:
    """Print every decision on record as JSON lines, the oldest first: the input of `backtest`. Exit codes: 0 printed, 2 no stack."""
    _, folder = places(state)
    for decision in decisions_on_record(open_stack(folder.root)):
        click.echo(decision.model_dump_json())
