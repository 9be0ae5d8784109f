"""`countersign inbox`: what waits for people."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import at_most, limit_option, reader_option, signed_in
from countersign.cli.inbox_absence import absence
from countersign.cli.inbox_answer import approve, deny
from countersign.cli.inbox_delegation import delegate, delegations, revoke
from countersign.cli.inbox_edit import edit
from countersign.cli.inbox_find import approval_argument, find
from countersign.cli.inbox_quality import quality
from countersign.cli.inbox_view import listed, tell, whole
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option


@click.group()
def inbox() -> None:
    """Look at what waits for people, and answer for it.

    Each question is about one action, exactly as it would be sent. ID may be the beginning of an approval's id, if it is clear which one
    is meant.
    """


for command in (approve, deny, edit, delegate, delegations, revoke, absence, quality):
    inbox.add_command(command)


@inbox.command("list", epilog=examples("countersign inbox list", "countersign inbox list --limit 200 --json"))
@limit_option
@reader_option
@state_option
@json_option
def list_(*, limit: int, user: str, state: Path | None, as_json: bool) -> None:
    """List what waits for an answer, the most urgent first."""
    with signed_in(state, user) as hub:
        waiting, more = at_most(limit, hub.listed("approvals", "approvals"))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"approvals": waiting, "more": more})
        return
    terminal.results.print(listed(waiting) if waiting else Text("Nothing waits for people."), soft_wrap=True)
    if more:
        terminal.results.print(f"More wait: --limit {10 * limit}")


@inbox.command(epilog=examples("countersign inbox show 98b9d1f6", "countersign inbox show 98b9d1f6 --as rosa --json"))
@approval_argument
@reader_option
@state_option
@json_option
def show(*, beginning: str, user: str, state: Path | None, as_json: bool) -> None:
    """Show exactly the action that would be done, and who asks for an approval."""
    with signed_in(state, user) as hub:
        found = find(hub, beginning)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(found)
    else:
        tell(terminal, whole(found), now=datetime.now(UTC))
