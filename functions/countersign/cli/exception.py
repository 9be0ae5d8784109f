"""`countersign exception`: what lies with people, and who has seen to it."""

from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, actor_option, at_most, limit_option, read_as, reader_option, signed_in
from countersign.cli.identifiers import CASE_OR_CONTROL, SUBJECT
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.model.frozen import Moment
from countersign.model.handling import Assignee, Comment, Resolution
from countersign.model.outcome import WHOLE_CASE, Kind
from countersign.model.plan import ProposedAction
from countersign.viewing.action_view import described
from countersign.viewing.escaping import escaped
from countersign.viewing.story import Told
from countersign.viewing.wording import minute

_case = click.argument("case_id", metavar="CASE", callback=CASE_OR_CONTROL)
_subject = click.argument("subject", callback=SUBJECT)


class Listed(Told):
    """One line of the list."""

    kind: Kind
    case_id: str
    subject: str
    reason: str
    at: Moment
    assignee: Assignee | None


class Shown(Listed):
    """One of them with what people have done about it; `action` is None where it is about none or was altered."""

    detail: str | None
    version: str
    settled_at: Moment | None
    resolution: Resolution | None
    comments: tuple[Comment, ...]
    action: ProposedAction | None


@click.group()
def exception() -> None:
    """What the hub has handed to people: take it, note what you find, and say when it is seen to."""


@exception.command("list", epilog=examples("countersign exception list", 'countersign exception list --kind "stuck case"'))
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Only these.")
@click.option("--taken", type=click.Choice(["me", "nobody"]), help="Only what is yours, or nobody's.")
@limit_option
@reader_option
@state_option
@json_option
def list_(*, kind: str | None, taken: str | None, limit: int, user: str, state: Path | None, as_json: bool) -> None:
    """List what lies with people, the oldest first."""
    wanted = {name: value for name, value in (("kind", kind), ("taken", taken)) if value}
    with signed_in(state, user) as hub:
        found, more = at_most(limit, hub.listed("exceptions", "exceptions", **wanted))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"exceptions": found, "more": more})
        return
    rows = [_row(read_as(Listed, one)) for one in found]
    terminal.results.print(
        aligned(("since", "what", "case", "subject", "reason", "taken by"), rows) if rows else "Nothing lies with people."
    )
    if more:
        terminal.results.print(f"There are more: --limit {10 * limit}")


@exception.command(epilog=examples("countersign exception show C-D5GYMPORJHOY73XJ case"))
@_case
@_subject
@reader_option
@state_option
@json_option
def show(*, case_id: str, subject: str, user: str, state: Path | None, as_json: bool) -> None:
    """Show one with all comments. SUBJECT is `case`, or as the list has it."""
    with signed_in(state, user) as hub:
        told = hub.get("exceptions", case_id, subject)
    _give(told, Terminal(as_json=as_json))


@exception.command(
    epilog=examples(
        "countersign exception assign C-D5GYMPORJHOY73XJ case --to lena --as olga",
        "countersign exception assign C-D5GYMPORJHOY73XJ case --to-nobody --as olga",
    )
)
@_case
@_subject
@click.option("--to", help="The user name of somebody in a group.  [default: yourself]")
@click.option("--to-nobody", is_flag=True, help="Nobody is to see to it for now.")
@actor_option
@state_option
@json_option
def assign(*, case_id: str, subject: str, to: str | None, to_nobody: bool, user: str, state: Path | None, as_json: bool) -> None:
    """Take it, or give it to somebody. Exit code 1 if somebody else was quicker."""
    with signed_in(state, user) as hub:
        told = _post(hub, case_id, subject, "assignments", {"to": None if to_nobody else to or user})
    _give(told, Terminal(as_json=as_json))


@exception.command(epilog=examples('countersign exception comment C-D5GYMPORJHOY73XJ case "Rang, no answer" --as olga'))
@_case
@_subject
@click.argument("text")
@actor_option
@state_option
@json_option
def comment(*, case_id: str, subject: str, text: str, user: str, state: Path | None, as_json: bool) -> None:
    """Note something for whoever looks next."""
    with signed_in(state, user) as hub:
        told = hub.post("exceptions", case_id, subject, "comments", body={"text": text})
    _give(told, Terminal(as_json=as_json))


@exception.command(epilog=examples('countersign exception resolve C-D5GYMPORJHOY73XJ case --reason "Paid by hand" --as olga'))
@_case
@_subject
@click.option("--reason", required=True, help="What was done; kept, and its digest put on the record.")
@actor_option
@state_option
@json_option
def resolve(*, case_id: str, subject: str, reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Say that it is seen to. An unknown effect is settled instead: countersign effect settle. Exit code 1 if it is refused."""
    with signed_in(state, user) as hub:
        told = _post(hub, case_id, subject, "resolutions", {"resolved": True, "reason": reason})
    _give(told, Terminal(as_json=as_json))


@exception.command(epilog=examples("countersign exception reopen C-D5GYMPORJHOY73XJ case --as olga"))
@_case
@_subject
@actor_option
@state_option
@json_option
def reopen(*, case_id: str, subject: str, user: str, state: Path | None, as_json: bool) -> None:
    """Put it back with people. Exit code 1 if nobody had resolved it."""
    with signed_in(state, user) as hub:
        told = _post(hub, case_id, subject, "resolutions", {"resolved": False})
    _give(told, Terminal(as_json=as_json))


def _post(hub: HubApi, case_id: str, subject: str, change: str, body: dict[str, Any]) -> dict[str, Any]:
    """Over what is there now; raises ApiRefusedError when it changes in between."""
    version = hub.get("exceptions", case_id, subject)["version"]
    return hub.post("exceptions", case_id, subject, change, body={**body, "version": version})


def _row(one: Listed) -> tuple[str, ...]:
    return minute(one.at), one.kind, one.case_id, one.subject, one.reason, one.assignee.name if one.assignee else "-"


def _give(told: dict[str, Any], terminal: Terminal) -> None:
    if terminal.as_json:
        terminal.give(told)
        return
    altered = told["action"] is not None and "state" in told["action"]
    one = read_as(Shown, told | ({"action": None} if altered else {}))
    about = "the whole case" if one.subject == WHOLE_CASE else one.detail or one.subject
    terminal.results.print(Text(f"Case {one.case_id}, {escaped(about)}: {one.kind}", style="bold"), soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for label, text in _fields(one, altered=altered):
        table.add_row(Text(f"  {label}", style="bold", no_wrap=True), Text(text, overflow="fold"))
    terminal.results.print(table)


def _fields(one: Shown, *, altered: bool) -> list[tuple[str, str]]:
    fields = [("Since", minute(one.at)), ("Reason", escaped(one.reason))]
    if altered:
        fields.append(("Action", "altered after it was proposed: report it"))
    elif one.action:
        fields.append(("Action", described(one.action)))
    fields.append(("Taken by", escaped(one.assignee.name) if one.assignee else "nobody"))
    fields += [(f"{escaped(said.name)}", f"{minute(said.at)}: {escaped(said.text)}") for said in one.comments]
    if one.resolution:
        fields.append(("Resolved", f"{minute(one.resolution.at)} by {escaped(one.resolution.name)}: {escaped(one.resolution.reason)}"))
    elif one.settled_at:
        fields.append(("Settled", minute(one.settled_at)))
    return fields
