"""`countersign inbox edit`."""

from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, signed_in
from countersign.cli.inbox_find import approval_argument, find
from countersign.cli.inbox_view import asked
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.sdk.strict_json import MalformedJsonError, loads
from countersign.viewing.escaping import escaped


def _changes(_: click.Context, __: click.Parameter, pairs: tuple[str, ...]) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for pair in pairs:
        name, said, value = pair.partition("=")
        if not said or not name:
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE")
        changed[name] = _value(value)
    return changed


def _value(text: str) -> Any:
    """A number or other JSON where it is one, else the text as it stands."""
    try:
        return loads(text.encode())
    except MalformedJsonError:
        return text


@click.command(
    epilog=examples(
        'countersign inbox edit 98b9d1f6 --set amount_minor=11000 --reason "The lid is fine" --as lena',
        'countersign inbox edit 98b9d1f6 --set text="We are sorry." --reason "Friendlier" --as lena',
    )
)
@approval_argument
@click.option("--set", "changes", multiple=True, required=True, callback=_changes, metavar="NAME=VALUE", help="What differs.")
@click.option("--reason", required=True, help="Why; kept beside the record.")
@actor_option
@state_option
@json_option
def edit(*, beginning: str, changes: dict[str, Any], reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Put another action in the place of the one you are asked about.

    The approval is void at once. The policies decide about the new action as about any other, and your own vote does not count for it.
    Exit code 1 if it is refused.
    """
    with signed_in(state, user) as hub:
        one = asked(find(hub, beginning))
        told = hub.post("cases", one.case_id, "actions", one.action, "edits", body={"arguments": changes, "reason": reason})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
        return
    terminal.results.print(Text("Taken. This approval is void; the changed action is decided anew, and you wrote it."))
    terminal.results.print(Text(f"See: countersign case show {escaped(one.case_id)}"))
