"""`countersign inbox absence`."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, actor_option, read_as, signed_in
from countersign.cli.inbox_delegation import MOMENT, moment
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.model.delegation import Absence
from countersign.viewing.wording import minute


@click.command(
    epilog=examples(
        "countersign inbox absence --as rosa",
        "countersign inbox absence --until 2026-11-23 --as rosa",
        "countersign inbox absence --back --as rosa",
    )
)
@click.option("--from", "starts_at", type=MOMENT, help="Away from this moment on (UTC).  [default: now]")
@click.option("--until", "ends_at", type=MOMENT, help="Away until this moment (UTC).")
@click.option("--back", is_flag=True, help="You are back, or do not go at all.")
@actor_option
@state_option
@json_option
def absence(*, starts_at: datetime | None, ends_at: datetime | None, back: bool, user: str, state: Path | None, as_json: bool) -> None:
    """Say that you are away, or back; without --until and --back, show what you have said.

    Those who stand in for you are asked at once while you are away.
    """
    if starts_at and not ends_at:
        raise click.UsageError("An absence has an end: give --until too.")
    with signed_in(state, user) as hub:
        said = _said(hub, starts_at, ends_at, back=back)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"absence": said})
    else:
        terminal.results.print(Text(_told(read_as(Absence, said)) if said else "You have not said that you are away."))


def _said(hub: HubApi, starts_at: datetime | None, ends_at: datetime | None, *, back: bool) -> dict[str, Any] | None:
    if back:
        return hub.delete("absence")
    if ends_at:
        return hub.put("absence", body={"starts_at": moment(starts_at), "ends_at": moment(ends_at)})
    said: dict[str, Any] | None = hub.get("absence")["absence"]
    return said


def _told(one: Absence) -> str:
    if one.ended_at:
        return f"{one.name} has been back since {minute(one.ended_at)}."
    return f"{one.name} is away from {minute(one.starts_at)} to {minute(one.ends_at)}."
