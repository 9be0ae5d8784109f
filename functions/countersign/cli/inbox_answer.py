"""`countersign inbox approve` and `deny`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, actor_option, signed_in
from countersign.cli.inbox_find import approval_argument, find
from countersign.cli.inbox_view import Asked, asked, tell, whole
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.viewing.action_view import described
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import people

_AFTERWARDS = {
    "APPROVED": "Approved. The gate decides once more with the votes, and then it is done.",
    "REJECTED": "Rejected. It is not done; the case goes to a person.",
}


@click.command(epilog=examples("countersign inbox approve 98b9d1f6 --as sam", "countersign inbox approve 98b9d1f6 --as rosa --yes"))
@approval_argument
@click.option("--yes", is_flag=True, help="Do not ask again; needed with --json.")
@actor_option
@state_option
@json_option
def approve(*, beginning: str, yes: bool, user: str, state: Path | None, as_json: bool) -> None:
    """Show the action and say yes to exactly it. Exit code 1 if your answer is refused."""
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: give --yes too.")
    with signed_in(state, user) as hub:
        terminal, shown = Terminal(as_json=as_json), whole(find(hub, beginning))
        if not as_json:
            tell(terminal, shown, now=datetime.now(UTC))
        if not yes:
            click.confirm(f"\n{user}, do you approve exactly this?", abort=True)
        _vote(hub, terminal, shown, {"answer": "approve"})


@click.command(epilog=examples('countersign inbox deny 98b9d1f6 --reason "The order was never paid" --as sam'))
@approval_argument
@click.option("--reason", required=True, help="Why; kept on the record of the answer.")
@actor_option
@state_option
@json_option
def deny(*, beginning: str, reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Say no. One no is final. Exit code 1 if your answer is refused."""
    with signed_in(state, user) as hub:
        terminal, shown = Terminal(as_json=as_json), asked(find(hub, beginning))
        if not as_json:
            terminal.results.print(Text(described(shown.shown)), soft_wrap=True)
        _vote(hub, terminal, shown, {"answer": "reject", "reason": reason})


def _vote(hub: HubApi, terminal: Terminal, shown: Asked, answer: Mapping[str, str]) -> None:
    """Answer for the digest of what was shown, computed here from it."""
    recorded = hub.post("approvals", shown.approval_id, "votes", body={"action": shown.shown.digest, **answer})
    if terminal.as_json:
        terminal.give({**recorded, "action": shown.shown.digest})
        return
    if recorded["note"]:
        terminal.results.print(Text(escaped(recorded["note"])), soft_wrap=True)
        return
    still = " and ".join(people(count, role) for role, count in recorded["still_needed"].items())
    terminal.results.print(Text(_AFTERWARDS.get(recorded["state"], f"Recorded. Still needed: {still}.")))
    terminal.results.print(Text(f"See: countersign case show {escaped(shown.case_id)}"))
