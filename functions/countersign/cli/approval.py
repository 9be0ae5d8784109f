"""`countersign approval`: what waits for people, and their answers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.action_view import described
from countersign.cli.approval_verify import verify
from countersign.cli.approval_view import Asked, asked, tell
from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, actor_option, reader_option, signed_in
from countersign.cli.identifiers import APPROVAL_LENGTH, BEGINNING_OF_APPROVAL
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute, people

_AFTERWARDS = {
    "APPROVED": "Approved. The gate decides once more with the votes, and then it is done.",
    "REJECTED": "Rejected. It is not done; the case goes to a person.",
}
_id = click.argument("beginning", metavar="ID", callback=BEGINNING_OF_APPROVAL)


@click.group()
def approval() -> None:
    """Look at what waits for people, and answer for it. ID may be the beginning of an id, if it is clear which is meant."""


approval.add_command(verify)


@approval.command("list", epilog=examples("countersign approval list", "countersign approval list --json"))
@reader_option
@state_option
@json_option
def list_(*, user: str, state: Path | None, as_json: bool) -> None:
    """List what waits for an answer, the most urgent first."""
    with signed_in(state, user) as hub:
        waiting = hub.get("approvals")["approvals"]
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"approvals": waiting})
    elif waiting:
        terminal.results.print(_rows([asked(one) for one in waiting]), soft_wrap=True)
    else:
        terminal.results.print("Nothing waits for people.")


@approval.command(epilog=examples("countersign approval show 98b9d1f6"))
@_id
@reader_option
@state_option
@json_option
def show(*, beginning: str, user: str, state: Path | None, as_json: bool) -> None:
    """Show exactly the action that would be done, and who asks for an approval."""
    with signed_in(state, user) as hub:
        found = _find(hub, beginning)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(found)
    else:
        tell(terminal, asked(found), now=datetime.now(UTC))


@approval.command(
    epilog=examples("countersign approval approve 98b9d1f6 --as sam", "countersign approval approve 98b9d1f6 --as rosa --yes")
)
@_id
@click.option("--yes", is_flag=True, help="Do not ask again; needed with --json.")
@actor_option
@state_option
@json_option
def approve(*, beginning: str, yes: bool, user: str, state: Path | None, as_json: bool) -> None:
    """Show the action and say yes to exactly it. Exit code 1 if your answer is refused."""
    if as_json and not yes:
        raise click.UsageError("--json asks nothing: give --yes too.")
    with signed_in(state, user) as hub:
        terminal, shown = Terminal(as_json=as_json), asked(_find(hub, beginning))
        if not as_json:
            tell(terminal, shown, now=datetime.now(UTC))
        if not yes:
            click.confirm(f"\n{user}, do you approve exactly this?", abort=True)
        _vote(hub, terminal, shown, {"answer": "approve"})


@approval.command(epilog=examples('countersign approval deny 98b9d1f6 --reason "The order was never paid" --as sam'))
@_id
@click.option("--reason", required=True, help="Why; kept on the record of the answer.")
@actor_option
@state_option
@json_option
def deny(*, beginning: str, reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Say no. One no is final. Exit code 1 if your answer is refused."""
    with signed_in(state, user) as hub:
        terminal, shown = Terminal(as_json=as_json), asked(_find(hub, beginning))
        if not as_json:
            terminal.results.print(Text(described(shown.shown)), soft_wrap=True)
        _vote(hub, terminal, shown, {"answer": "reject", "reason": reason})


def _vote(hub: HubApi, terminal: Terminal, shown: Asked, answer: Mapping[str, str]) -> None:
    """Answer for the digest of what was shown, computed here from it."""
    recorded = hub.post("approvals", shown.approval_id, "votes", body={"action": shown.shown.digest, **answer})
    if terminal.as_json:
        terminal.give({**recorded, "action": shown.shown.digest})
        return
    still = " and ".join(people(count, role) for role, count in recorded["still_needed"].items())
    terminal.results.print(Text(_AFTERWARDS.get(recorded["state"], f"Recorded. Still needed: {still}.")))
    terminal.results.print(Text(f"See: countersign case show {escaped(shown.case_id)}"))


def _find(hub: HubApi, beginning: str) -> dict[str, Any]:
    """The approval of that id, or the open one whose id begins so; raises OperatorError."""
    if len(beginning) == APPROVAL_LENGTH:
        return hub.get("approvals", beginning)
    matching = [one for one in hub.get("approvals")["approvals"] if one["approval_id"].startswith(beginning)]
    if len(matching) != 1:
        count = len(matching) or "No"
        raise OperatorError(f"{count} open approvals begin with {escaped(beginning)!r}.", "countersign approval list")
    return dict(matching[0])


def _rows(waiting: list[Asked]) -> Text:
    rows = [
        (
            one.approval_id[:8],
            one.case_id,
            ", ".join(f"{need.count} {need.role}" for need in one.needs),
            minute(one.expires_at),
            described(one.shown),
        )
        for one in waiting
    ]
    return aligned(("approval", "case", "needs", "until", "what"), rows)
