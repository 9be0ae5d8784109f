"""`countersign inbox delegate`, `delegations` and `revoke`."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.hub_api import actor_option, read_as, reader_option, signed_in
from countersign.cli.identifiers import BEGINNING_OF_DELEGATION
from countersign.cli.rows import aligned
from countersign.cli.stack import state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.model.delegation import Delegation
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import amount, minute

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
_MINOR = re.compile(r"(\d{1,13}) ([A-Z]{3})")


def moment(given: datetime | None) -> str:
    """As the API has it; without one, now."""
    return (given.replace(tzinfo=UTC) if given else datetime.now(UTC)).isoformat()


def _money(_: click.Context, __: click.Parameter, text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    found = _MINOR.fullmatch(text)
    if not found:
        raise click.BadParameter("not an amount in minor units with its currency, such as '200000 EUR' for 2,000.00 EUR")
    return {"amount_minor": int(found[1]), "currency": found[2]}


@click.command(
    epilog=examples(
        'countersign inbox delegate rui --role risk --until 2026-11-23 --reason "On leave" --as rosa',
        'countersign inbox delegate rui --role risk --action refund.issue --up-to "200000 EUR" --until 2026-11-23 --reason Leave --as rosa',
    )
)
@click.argument("colleague")
@click.option("--role", "roles", multiple=True, required=True, help="Which of your roles; may be given again.")
@click.option("--action", "actions", multiple=True, help="Only for these actions.  [default: all]")
@click.option("--up-to", callback=_money, help='Only up to this amount, in minor units: "200000 EUR".')
@click.option("--from", "starts_at", type=MOMENT, help="From this moment on (UTC).  [default: now]")
@click.option("--until", "ends_at", type=MOMENT, required=True, help="Until this moment (UTC).")
@click.option("--reason", required=True, help="Why somebody stands in for you.")
@actor_option
@state_option
@json_option
def delegate(
    *, colleague: str, roles: tuple[str, ...], user: str, state: Path | None, as_json: bool, starts_at: datetime | None, **scope: Any
) -> None:
    """Let COLLEAGUE answer in your place. You may still answer yourself, and the two of you never count as two.

    Exit code 1 if it is refused.
    """
    span = {"starts_at": moment(starts_at), "ends_at": moment(scope.pop("ends_at"))}
    with signed_in(state, user) as hub:
        told = hub.post("delegations", body={"delegate": colleague, "roles": list(roles), **span, **scope})
    _tell(Terminal(as_json=as_json), told, "stands in")


@click.command(epilog=examples("countersign inbox delegations", "countersign inbox delegations --json"))
@reader_option
@state_option
@json_option
def delegations(*, user: str, state: Path | None, as_json: bool) -> None:
    """List who stands in for whom, also what is over or was revoked."""
    with signed_in(state, user) as hub:
        found = list(hub.listed("delegations", "delegations"))
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"delegations": found})
    elif found:
        terminal.results.print(_rows([read_as(Delegation, one) for one in found]), soft_wrap=True)
    else:
        terminal.results.print("Nobody stands in for anybody.")


@click.command(epilog=examples("countersign inbox revoke 4be2c1 --as rosa"))
@click.argument("beginning", metavar="DELEGATION", callback=BEGINNING_OF_DELEGATION)
@actor_option
@state_option
@json_option
def revoke(*, beginning: str, user: str, state: Path | None, as_json: bool) -> None:
    """End a delegation now: yours, one that empowers you, or as an operator any. Exit code 1 if it is refused."""
    with signed_in(state, user) as hub:
        ids = [one["delegation_id"] for one in hub.listed("delegations", "delegations") if one["delegation_id"].startswith(beginning)]
        if len(ids) != 1:
            raise OperatorError(f"{len(ids) or 'No'} delegations begin with {escaped(beginning)!r}.", "countersign inbox delegations")
        told = hub.delete("delegations", ids[0])
    _tell(Terminal(as_json=as_json), told, "no longer stands in")


def _tell(terminal: Terminal, told: dict[str, Any], what: str) -> None:
    if terminal.as_json:
        terminal.give(told)
        return
    made = read_as(Delegation, told)
    line = f"{made.delegate.name} {what} for {made.delegator.name}: {_scope(made)}. Delegation {made.delegation_id[:8]}"
    terminal.results.print(Text(escaped(line)))


def _scope(made: Delegation) -> str:
    up_to = f", up to {amount(made.up_to)}" if made.up_to else ""
    return f"{', '.join(made.roles)}, {', '.join(made.actions) or 'all actions'}{up_to}"


def _rows(found: list[Delegation]) -> Text:
    rows = [(one.delegation_id[:8], one.delegator.name, one.delegate.name, _scope(one), _span(one), one.reason) for one in found]
    return aligned(("delegation", "for", "stands in", "scope", "when", "reason"), rows)


def _span(one: Delegation) -> str:
    return f"revoked {minute(one.revoked_at)}" if one.revoked_at else f"{minute(one.starts_at)} to {minute(one.ends_at)}"
