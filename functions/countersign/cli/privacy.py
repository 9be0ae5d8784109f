"""`countersign privacy`: what is held about a customer, and its erasure."""

from collections import Counter
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import HubApi, actor_option, read_as, signed_in
from countersign.cli.identifiers import CUSTOMER
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.model.privacy import Erasure, ErasureState
from countersign.privacy.erasing import Erasing
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute

_customer = click.argument("customer_id", metavar="CUSTOMER", callback=CUSTOMER)
# Where a kind of row is from, for people.
KINDS = {
    "TRIAGE": "extract of the message",
    "FACTS": "facts from other systems",
    "ACTION": "proposed actions",
    "DECISION": "facts of decisions",
    "GROUNDS": "facts of decisions, as the record has them",
    "ATTEMPT": "answers of other systems",
    "SETTLEMENT": "what people found out",
    "COMMENT": "notes",
    "HANDLING": "how people resolved it",
    "VOTE": "reasons of approvers",
    "UNDO": "reasons of those who undid an action",
    "EDIT": "edits of proposed actions",
}


@click.group()
def privacy() -> None:
    """See what is held about a customer, and erase it: one person of compliance asks, another agrees."""


@privacy.command(epilog=examples("countersign privacy show CUST-0001 --as cora", "countersign privacy show CUST-0001 --as cora --json"))
@_customer
@actor_option
@state_option
@json_option
def show(*, customer_id: str, user: str, state: Path | None, as_json: bool) -> None:
    """List what is held about a customer; with --json all of it, for an answer to their request for access.

    That you looked is put on the record.
    """
    with signed_in(state, user) as hub:
        held = hub.post("privacy", "holdings", body={"customer_id": customer_id})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(held)
        return
    for case in held["cases"]:
        terminal.results.print(Text(escaped(f"{case['case_id']}  {case['received_at']}  ticket {case['ticket_id']}, {case['state']}")))
        terminal.results.print(Text("\n".join(f"  {line}" for line in _lines(case))), soft_wrap=True)
    terminal.results.print(f"{len(held['cases'])} cases. Sums for limits: {len(held['sums'])} days.")
    if held["erasing"]:
        terminal.results.print(f"An erasure goes on: countersign privacy erase {customer_id}")


@privacy.command(
    epilog=examples(
        "countersign privacy erase CUST-0001 --reason DSR-2026-117 --as cora   asks",
        "countersign privacy erase CUST-0001 --as carl                         agrees: it is gone",
    )
)
@_customer
@click.option("--reason", help="A reference to the request, for who asks first. It is kept, so no name.")
@actor_option
@state_option
@json_option
def erase(*, customer_id: str, reason: str | None, user: str, state: Path | None, as_json: bool) -> None:
    """Ask to erase a customer's data, or, as a second person, erase it; given again, it finishes what was interrupted.

    The customer's key is destroyed: nothing sealed under it can be read again, not in tables, texts or backups. The record stays whole.
    Exit code 1 if it is refused: for a legal hold, an open case, or something that still lies with people.
    """
    with signed_in(state, user) as hub:
        told = _erased(hub, {"customer_id": customer_id, **({"reason": reason} if reason else {})})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told.to_json())
    elif told.erasure.state is ErasureState.ASKED:
        again = f"countersign privacy erase {customer_id} --as NAME"
        terminal.results.print(f"Asked. Nothing is erased until another person of compliance agrees: {again}", soft_wrap=True)
    else:
        terminal.results.print(f"Erased: {told.erasure.cases} cases, key {told.erasure.key_id}. Exports of them say so from now on.")


@privacy.command(epilog=examples("countersign privacy erasures --as cora"))
@actor_option
@state_option
@json_option
def erasures(*, user: str, state: Path | None, as_json: bool) -> None:
    """List the erasures that were asked for: by whom, why, and how far they are. Customers are not named."""
    with signed_in(state, user) as hub:
        found = [read_as(Erasure, one) for one in hub.listed("erasures", "privacy", "erasures")]
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"erasures": [one.to_json() for one in found]})
        return
    rows = [
        (minute(one.asked_at), one.state, one.reason, one.asked_name, one.agreed_name or "-", str(one.cases), one.key_id) for one in found
    ]
    header = ("asked", "state", "reason", "by", "agreed by", "cases", "key")
    terminal.results.print(aligned(header, rows) if rows else "No erasure was ever asked for.", soft_wrap=True)


def _erased(hub: HubApi, body: dict[str, str]) -> Erasing:
    """Until nothing is left: one call overwrites so many cases."""
    while True:
        told = read_as(Erasing, hub.post("privacy", "erasures", body=body))
        if not told.left:
            return told


def _lines(case: dict[str, Any]) -> list[str]:
    counts = Counter(KINDS[row["kind"]] for row in case["rows"])
    message = ["the message itself"] if case["message"] else []
    return [*message, *(f"{what}: {count}" for what, count in counts.items())]
