"""`countersign effect`: what nobody knows of, and what systems list."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.effect_view import differences, tell, unknown
from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, read_as, reader_option, signed_in, stack_of
from countersign.cli.identifiers import BEGINNING_OF_ACTION, CASE, DIGEST_LENGTH
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.reconciling import reconcile_stack
from countersign.model.amendment import Window
from countersign.model.settlement import Found
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute

_AFTERWARDS = {
    "DONE": "Settled: it happened.",
    "REJECTED": "Settled: it did not happen. It is not sent again; what the customer wanted is now with a person.",
}


@click.group()
def effect() -> None:
    """Find out what became of what was sent and never answered, ask for an undo, and compare the hub's ledger with what systems list."""


@effect.command("unknown", epilog=examples("countersign effect unknown", "countersign effect unknown --json"))
@reader_option
@state_option
@json_option
def unknown_(*, user: str, state: Path | None, as_json: bool) -> None:
    """List effects that may have happened or not, with what to look at, the oldest first."""
    with signed_in(state, user) as hub:
        found = list(hub.listed("effects", "effects", "unknown"))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"effects": found})
        return
    for one in found:
        tell(terminal, unknown(one))
    if not found:
        terminal.results.print("Of every effect it is known whether it happened.")


@effect.command(
    epilog=examples(
        "countersign effect settle C-D5GYMPORJHOY73XJ 98b9d1f6 --happened --vendor-id CALL-0001 --as olga",
        'countersign effect settle C-D5GYMPORJHOY73XJ 98b9d1f6 --did-not-happen --reason "Not in the list of calls" --as olga',
    )
)
@click.argument("case_id", metavar="CASE", callback=CASE)
@click.argument("action", metavar="ACTION", callback=BEGINNING_OF_ACTION)
@click.option("--happened/--did-not-happen", default=None, required=True, help="What you found in the outside system.")
@click.option("--vendor-id", help="What the outside system calls it; needed if it happened.")
@click.option("--reason", help="How you know; needed if it did not happen, and kept with your answer.")
@actor_option
@state_option
@json_option
def settle(
    *, case_id: str, action: str, happened: bool, vendor_id: str | None, reason: str | None, user: str, state: Path | None, as_json: bool
) -> None:
    """Say whether it happened; nothing is sent. Money needs two people with the same answer.

    Exit code 1 if your answer is refused, or differs from the first one: then both have to look again.
    """
    found = _found(happened=happened, vendor_id=vendor_id, reason=reason)
    with signed_in(state, user) as hub:
        digest = action if len(action) == DIGEST_LENGTH else _find(hub.listed("effects", "effects", "unknown"), case_id, action)
        told = hub.post("effects", case_id, digest, "settlements", body=found.to_json())
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(told)
    else:
        terminal.results.print(Text(_said(told)))
        terminal.results.print(Text(f"See: countersign case show {escaped(case_id)}"))
    raise SystemExit(1 if told["disagreed"] else 0)


@effect.command(
    epilog=examples('countersign effect undo C-D5GYMPORJHOY73XJ 98b9d1f6 --reason "Paid for the wrong order" --as lena'),
)
@click.argument("case_id", metavar="CASE", callback=CASE)
@click.argument("action", metavar="ACTION", callback=BEGINNING_OF_ACTION)
@click.option("--reason", required=True, help="Why; kept with the request.")
@actor_option
@state_option
@json_option
def undo(*, case_id: str, action: str, reason: str, user: str, state: Path | None, as_json: bool) -> None:
    """Ask that what was done be undone; the policies decide whether it is, and who must approve. Your own vote does not count.

    Exit code 1 if it cannot be undone, or no longer.
    """
    with signed_in(state, user) as hub:
        short, see = len(action) < DIGEST_LENGTH, f"countersign case show {escaped(case_id)}"
        digest = _only(hub.get("cases", case_id)["undo"], action, "effects", see) if short else action
        window = hub.post("effects", case_id, digest, "undo", body={"reason": reason})
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(window)
        return
    asked = read_as(Window, window)
    until = f" It can be undone until {minute(asked.until)}, by {asked.by}." if asked.until else ""
    terminal.results.print(Text(escaped(f"Asked.{until} Whether it is, and who must agree, is for the policies.")))
    terminal.results.print(Text(f"See: {see}"))


@effect.command(
    epilog=examples(
        "countersign effect reconcile", "countersign effect reconcile --since 2026-11-20", "countersign effect reconcile --json"
    )
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="From this moment on (UTC).  [default: 24 hours ago]")
@state_option
@json_option
def reconcile(*, since: datetime | None, state: Path | None, as_json: bool) -> None:
    """Compare what outside systems list with what the hub did, in both directions; it reads only.

    Exit code 0 if both are the same, 1 if they differ.
    """
    now, terminal = datetime.now(UTC), Terminal(as_json=as_json)
    begin = since.replace(tzinfo=UTC) if since else now - timedelta(days=1)
    with terminal.step("Ask every system what it lists"):
        report = reconcile_stack(stack_of(state), since=begin, now=now)
    if as_json:
        terminal.give(report.to_json())
    else:
        agreed = ", ".join(f"{name} {count}" for name, count in report.agreed.items())
        terminal.results.print(Text(f"Since {minute(begin)}, the same on both sides: {agreed}."))
        terminal.results.print(Text(f"Their systems keep no list: {', '.join(report.not_listed) or 'none'}."))
        terminal.results.print(differences(report) if report.differences else "No differences.", soft_wrap=True)
    raise SystemExit(1 if report.differences else 0)


def _found(*, happened: bool, vendor_id: str | None, reason: str | None) -> Found:
    try:
        return Found(happened=happened, vendor_id=vendor_id, reason=reason)
    except ValueError:
        raise click.UsageError(
            "Give --happened with --vendor-id (letters, digits and . _ : / -), or --did-not-happen with --reason (at most 500 characters)."
        ) from None


def _find(listed: Iterable[dict[str, Any]], case_id: str, beginning: str) -> str:
    """The unknown effect of the case whose digest begins so; raises OperatorError."""
    return _only((one for one in listed if one["case_id"] == case_id), beginning, "unknown effects", "countersign effect unknown")


def _only(effects: Iterable[dict[str, Any]], beginning: str, called: str, hint: str) -> str:
    """The digest that begins so; raises OperatorError when none does, or several do."""
    matching = [str(one["action"]) for one in effects if one["action"].startswith(beginning)]
    if len(matching) != 1:
        raise OperatorError(f"{len(matching) or 'No'} {called} of this case begin with {escaped(beginning)!r}.", hint)
    return matching[0]


def _said(told: dict[str, Any]) -> str:
    if told["disagreed"]:
        return "Your answer differs from the first one. Neither counts: look again, both of you, and answer anew."
    return _AFTERWARDS.get(told["state"], f"Recorded. Still needed: the same answer of {told['still_needed']} more.")
