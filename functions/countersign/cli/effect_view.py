"""An unknown effect as the person must see it who is to find out about it, and a comparison as the operator reads it."""

from typing import Any

from pydantic import ConfigDict
from rich.table import Table
from rich.text import Text

from countersign.cli.hub_api import read_as
from countersign.cli.rows import aligned
from countersign.cli.terminal import Terminal
from countersign.local.operator_error import OperatorError
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.reconciliation.report import Kind, Report
from countersign.viewing.action_view import Field, described
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import amount, minute

_MEANING = {
    Kind.NOT_THERE: "done with us, not there",
    Kind.NOT_OURS: "there, not with us",
    Kind.TWICE: "there once more",
    Kind.OTHER_AMOUNT: "another amount",
    Kind.OTHER_ID: "another id",
    Kind.NOT_DONE_HERE: "there, not done with us",
    Kind.ALTERED: "altered with us",
}


class UnknownEffect(Frozen):
    """What the hub tells of one; without `shown` its action was altered."""

    # The hub may tell more than this command shows.
    model_config = ConfigDict(extra="ignore")

    case_id: str
    action: Digest
    state: str
    sent_at: Moment
    look_up: str | None
    answered: tuple[str, ...]
    system: str | None = None
    shown: ProposedAction | None = None
    groups: tuple[str, ...] = ()
    people: int = 0


def unknown(told: dict[str, Any]) -> UnknownEffect:
    """Raises OperatorError when the action told is not the one that is asked about (I4)."""
    one = read_as(UnknownEffect, told)
    if one.shown and one.shown.digest != one.action:
        raise OperatorError(
            "The action that the hub shows does not have the digest that it asks about. Do not answer.",
            f"countersign case show {escaped(one.case_id)}, and report it.",
        )
    return one


def tell(terminal: Terminal, one: UnknownEffect) -> None:
    """What to look at, and where."""
    terminal.results.print(Text(escaped(f"Case {one.case_id}, action {one.action}"), style="bold"), soft_wrap=True)
    table = Table.grid(padding=(0, 2))
    for label, text in (*_fields(one), ("Answered by", escaped(", ".join(one.answered) or "nobody yet"))):
        table.add_row(Text(f"  {label}", style="bold", no_wrap=True), Text(text, overflow="fold"))
    terminal.results.print(table)


def differences(report: Report) -> Text:
    """One line a difference."""
    rows = [
        (_MEANING[one.kind], one.name, one.vendor_id or "-", minute(one.at), one.case_id or "-", one.here or "-", one.there or "-")
        for one in report.differences
    ]
    return aligned(("what", "action", "id there", "when", "case", "with us", "there"), rows)


def _fields(one: UnknownEffect) -> list[Field]:
    when: list[Field] = [("Sent", minute(one.sent_at)), ("Look-up said", escaped(one.look_up or "nothing"))]
    if one.shown is None:
        return [("Action", "altered after it was proposed: report it, it cannot be settled"), *when]
    action = one.shown
    return [
        ("Action", escaped(f"{described(action)} ({action.name})")),
        ("Look in", escaped(one.system or action.connector)),
        *([("Amount", amount(action.money))] if action.money else []),
        ("To", escaped(action.recipient or "nobody outside the company")),
        ("Key", escaped(action.idempotency_key)),
        *when,
        ("Needs", escaped(f"the same answer of {one.people} of: {', '.join(one.groups)}")),
    ]
