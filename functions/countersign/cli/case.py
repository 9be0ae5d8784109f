"""`countersign case`: what happened, and why."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, at_most, limit_option, read_as, reader_option, signed_in
from countersign.cli.identifiers import TICKET_OR_CASE, is_case
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.model.case import CaseState
from countersign.viewing.action_view import described, request_lines
from countersign.viewing.escaping import escaped
from countersign.viewing.narration import narrate
from countersign.viewing.story import CaseStory, CaseSummary
from countersign.viewing.undo_windows import told
from countersign.viewing.wording import minute

# A ticket is looked for in the cases of this many days, today first.
_DAYS_BACK = 7


@click.group()
def case() -> None:
    """What came in, what was decided and done, and why: told from the audit record."""


@case.command(
    "list", epilog=examples("countersign case list", "countersign case list --state-is ESCALATED", "countersign case list --json")
)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Received on this day (UTC).  [default: today]")
@click.option("--state-is", "wanted", type=click.Choice(list(CaseState), case_sensitive=False), help="Only cases in this state.")
@limit_option
@reader_option
@state_option
@json_option
def list_(*, day: datetime | None, wanted: str | None, limit: int, user: str, state: Path | None, as_json: bool) -> None:
    """List the cases of a day, newest first."""
    with signed_in(state, user) as hub:
        found, more = at_most(limit, (one for one in _listed(hub, day or datetime.now(UTC)) if wanted in {None, one.state.value}))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"cases": [one.to_json() for one in found], "more": more})
        return
    if not found:
        terminal.results.print("No such case. Send some: countersign demo, or countersign ingest FILE.csv")
        return
    terminal.results.print(_rows(found), soft_wrap=True)
    if more:
        terminal.results.print(f"There are more: --limit {10 * limit}")


@case.command(epilog=examples("countersign case show C-D5GYMPORJHOY73XJ", "countersign case show TICK-0003 --request"))
@click.argument("name", metavar="CASE_OR_TICKET", callback=TICKET_OR_CASE)
@click.option("--request", "with_request", is_flag=True, help="Also the exact request of each proposed action.")
@reader_option
@state_option
@json_option
def show(*, name: str, with_request: bool, user: str, state: Path | None, as_json: bool) -> None:
    """Tell the story of one case, from what arrived to how it ended."""
    with signed_in(state, user) as hub:
        told = hub.get("cases", name if is_case(name) else _case_of(hub, name))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
        return
    story = read_as(CaseStory, told)
    _tell(terminal, story)
    if with_request:
        _tell_requests(terminal, story)


def _listed(hub: HubApi, day: datetime) -> Iterator[CaseSummary]:
    return (read_as(CaseSummary, one) for one in hub.listed("cases", "cases", day=f"{day:%Y-%m-%d}"))


def _case_of(hub: HubApi, ticket_id: str) -> str:
    """The newest case of a ticket; raises OperatorError."""
    today = datetime.now(UTC)
    for back in range(_DAYS_BACK):
        for one in _listed(hub, today - timedelta(days=back)):
            if one.ticket_id == ticket_id:
                return one.case_id
    raise OperatorError(
        f"No case of ticket {escaped(ticket_id)} in the last {_DAYS_BACK} days.",
        "countersign case list, then: countersign case show C-...",
    )


def _rows(cases: Sequence[CaseSummary]) -> Text:
    rows = [(one.case_id, minute(one.received_at), one.ticket_id, one.customer_id, one.channel, one.state) for one in cases]
    return aligned(("case", "received", "ticket", "customer", "channel", "state"), rows)


def _tell(terminal: Terminal, story: CaseStory) -> None:
    one = story.case
    terminal.results.print(Text(escaped(f"Case {one.case_id} is {one.state}"), style="bold"))
    if story.triage:
        terminal.results.print(Text(f"The customer wrote (extract): {escaped(story.triage.summary)}"))
    terminal.results.print(Text(f"{one.received_at:%A, %d %B %Y}; times in UTC\n"))
    table = Table.grid(padding=(0, 2))
    for event in story.record:
        heading, lines = narrate(event, story)
        same_day = event.at.date() == one.received_at.date()
        table.add_row(
            f"{event.at:%H:%M:%S}" if same_day else f"{event.at:%d %b %H:%M}",
            Text(heading, style="bold", no_wrap=True),
            Text("\n".join(lines)),
        )
    terminal.results.print(table)
    for shown in story.undo:
        action = story.by_digest.get(shown.action)
        if action is not None:
            terminal.results.print(Text(f"{described(action)}. {escaped(told(shown, datetime.now(UTC)))}"))
    chain = story.chain
    verdict = "its chain verifies" if chain.whole else f"ITS CHAIN IS BROKEN at event {escaped(str(chain.fault))}"
    terminal.results.print(Text(f"\nThe record has {chain.events} events; {verdict}.", style="" if chain.whole else "bold red"))


def _tell_requests(terminal: Terminal, story: CaseStory) -> None:
    proposals_first = sorted(story.by_digest.items(), key=lambda pair: pair[1].action_id)
    for digest, action in proposals_first:
        terminal.results.print(Text(f"\n{described(action)}\ndigest {digest}", style="bold"), soft_wrap=True)
        terminal.results.print(Text("\n".join(f"  {line}" for line in request_lines(action))), soft_wrap=True)
