"""`countersign switch`: stop a kind of work at once; two people let it go on."""

from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, read_as, reader_option, signed_in
from countersign.cli.identifiers import SWITCH_NAME
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.record.switches import KINDS, Switch
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute

_kind = click.argument("kind", type=click.Choice(KINDS))
_name = click.argument("name", callback=SWITCH_NAME)


@click.group()
def switch() -> None:
    """Stop a tenant, connector, action or intent at once: no new warrant is written and nothing more is sent."""


@switch.command("list", epilog=examples("countersign switch list", "countersign switch list --json"))
@reader_option
@state_option
@json_option
def list_(*, user: str, state: Path | None, as_json: bool) -> None:
    """List all switches that were ever thrown."""
    with signed_in(state, user) as hub:
        switches = list(hub.listed("switches", "switches"))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"switches": switches})
    elif switches:
        terminal.results.print(_rows([read_as(Switch, one) for one in switches]), soft_wrap=True)
    else:
        terminal.results.print("No switch was ever thrown: everything runs.")


@switch.command(
    epilog=examples(
        'countersign switch throw action refund.issue --reason "refunds look wrong" --as olga',
        'countersign switch throw connector sandbox_telephony --reason "vendor incident" --as olga',
    )
)
@_kind
@_name
@click.option("--reason", required=True, help="Why; kept on the record.")
@actor_option
@state_option
@json_option
def throw(*, kind: str, name: str, reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Stop this kind of work now. One operator can. Exit code 1 if it is refused."""
    with signed_in(state, user) as hub:
        told = hub.put("switches", kind, name, body={"reason": reason})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
        return
    terminal.results.print(Text(f"Thrown: {kind} {escaped(name)}. What is planned now goes to people instead."))
    terminal.results.print(Text(f"Let it go on, as two operators one after the other: countersign switch loosen {kind} {escaped(name)}"))


@switch.command(epilog=examples("countersign switch loosen action refund.issue --as olga"))
@_kind
@_name
@actor_option
@state_option
@json_option
def loosen(*, kind: str, name: str, user: str, state: Path | None, as_json: bool) -> None:
    """Ask to let it go on; a second operator's call then lets it. Exit code 1 if it is refused."""
    with signed_in(state, user) as hub:
        told = hub.delete("switches", kind, name)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
    elif read_as(Switch, told).thrown:
        terminal.results.print(Text("Asked. It stays thrown until another operator gives the same command."))
    else:
        terminal.results.print(Text(f"Loosened: {kind} {escaped(name)} goes on."))


def _rows(switches: list[Switch]) -> Text:
    rows = [(one.kind, one.name, _condition(one), one.by, minute(one.at), one.reason) for one in switches]
    return aligned(("kind", "name", "state", "by", "since", "reason"), rows)


def _condition(one: Switch) -> str:
    if not one.thrown:
        return "loosened"
    return f"THROWN, {one.loosen_asked_by} asks to loosen" if one.loosen_asked_by else "THROWN"
