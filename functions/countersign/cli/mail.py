"""`countersign mail`: what approvers of the local stack were mailed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from countersign.cli.examples import examples
from countersign.cli.stack import places, state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.session import open_stack
from countersign.viewing.escaping import escaped, escaped_lines


@click.group(epilog=examples("countersign mail list --to sam", "countersign mail show MAIL-0001"))
def mail() -> None:
    """Read the mails that the local stack sent to approvers. The sandbox company keeps them; nothing leaves this machine."""


@mail.command(name="list")
@click.option("--to", metavar="USER", help="One user of the stack, or one address.")
@state_option
@json_option
def list_(*, to: str | None, state: Path | None, as_json: bool) -> None:
    """The newest last."""
    terminal = Terminal(as_json=as_json)
    mails = _mails(state, to)
    if as_json:
        terminal.give({"mails": mails})
        return
    table = Table("ID", "AT", "TO", "SUBJECT", box=None)
    for one in mails:
        table.add_row(one["id"], one["at"], ", ".join(one["to"]), escaped(one["subject"]))
    terminal.results.print(table if mails else "No mail yet.")


@mail.command()
@click.argument("mail_id", metavar="MAIL")
@state_option
@json_option
def show(*, mail_id: str, state: Path | None, as_json: bool) -> None:
    """The whole text of one; its link answers for whom it was sent to."""
    terminal = Terminal(as_json=as_json)
    found = next((one for one in _mails(state, None) if one["id"] == mail_id), None)
    if found is None:
        raise OperatorError(f"There is no mail {mail_id}.", "countersign mail list")
    if as_json:
        terminal.give(found)
        return
    lines = [f"From: {found['from']}", f"To: {', '.join(found['to'])}", f"Subject: {escaped(found['subject'])}", ""]
    terminal.results.print("\n".join([*lines, *escaped_lines(found["text"])]), soft_wrap=True, markup=False, highlight=False)


def _mails(state: Path | None, to: str | None) -> list[Mapping[str, Any]]:
    _, folder = places(state)
    address = to if to is None or "@" in to else f"{to}@larkfield.example"
    with open_stack(folder.root).sandbox() as company:
        answer = company.get("/mails", params={"to": address} if address else {}).raise_for_status()
    mails: list[Mapping[str, Any]] = answer.json()["mails"]
    return mails
