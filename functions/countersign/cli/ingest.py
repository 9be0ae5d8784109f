"""`countersign ingest`: real messages, the whole way."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, reader_option, stack_of
from countersign.cli.ingestion import Ingestion
from countersign.cli.mailing import Mailbox, addressed
from countersign.cli.messages import read_messages
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option


@click.command(
    epilog=examples(
        "countersign ingest messages.csv --text-column text --limit 20",
        "countersign ingest messages.csv --text-column body --customer-column customer --json",
    )
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--text-column", required=True, help="Column with what the customer wrote.")
@click.option("--customer-column", help="Column with the customer's id.  [default: go round the company's customers]")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many rows.")
@click.option("--wait/--no-wait", default=True, help="Follow each message until its case has ended or waits for people.  [default: wait]")
@click.option("--patience", type=click.IntRange(0), default=300, show_default=True, help="Seconds to wait for the last ones.")
@reader_option
@state_option
@json_option
def ingest(
    *,
    file: Path,
    text_column: str,
    customer_column: str | None,
    limit: int | None,
    wait: bool,
    patience: int,
    user: str,
    state: Path | None,
    as_json: bool,
) -> None:
    """Send each row of FILE, a CSV in UTF-8 with a header, through the hub as a customer's ticket.

    A file with a bad row is refused before anything is sent. Exit code 1 if a message is unaccounted for at the end: it
    has neither ended, nor waits for people, nor is listed as stuck.
    """
    messages = list(addressed(read_messages(file, text_column=text_column, customer_column=customer_column, limit=limit)))
    stack = stack_of(state)
    started = monotonic()
    with stack.sandbox() as company, stack.api(user) as client:
        ingestion = Ingestion(Mailbox(company, uuid4().hex), HubApi(client))
        report = ingestion.follow(messages, patience=patience) if wait else ingestion.send(messages)
    _tell(Terminal(as_json=as_json), report | {"seconds": round(monotonic() - started, 1)})
    raise SystemExit(1 if report["unaccounted"] else 0)


def _tell(terminal: Terminal, report: Mapping[str, Any]) -> None:
    if terminal.as_json:
        terminal.give(report)
        return
    sent, seconds = report["sent"], report["seconds"]
    pace = f", {sent / seconds:.1f} a second" if seconds else ""
    terminal.results.print(f"{sent} messages sent in {seconds} s{pace}.")
    for title, name in (("state of the case", "by_end_state"), ("verdict on an action", "by_verdict")):
        _tell_rows(terminal, (title, "number"), [(key, str(count)) for key, count in sorted(report[name].items())])
    for title, name in (("stuck", "stuck"), ("unaccounted", "unaccounted")):
        listed = [(one["case_id"] or "none", one["ticket_id"] or "none", f"line {one['line']}", one["why"]) for one in report[name]]
        _tell_rows(terminal, (title, "ticket", "where", "why"), listed)


def _tell_rows(terminal: Terminal, header: tuple[str, ...], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        terminal.results.print(Text.assemble("\n", aligned(header, rows)), soft_wrap=True)
