"""An approval as an approver must see it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ConfigDict
from rich.table import Table
from rich.text import Text

from countersign.cli.hub_api import read_as
from countersign.cli.inbox_grounds import Grounds
from countersign.cli.rows import aligned
from countersign.cli.terminal import Terminal
from countersign.local.operator_error import OperatorError
from countersign.model.approval import ApprovalState
from countersign.model.decision import Need, Reason
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.viewing.action_view import Field, described, fields, request_lines
from countersign.viewing.approvals import ALTERED
from countersign.viewing.escaping import escaped
from countersign.viewing.story import Answered
from countersign.viewing.wording import minute, people, span

A = TypeVar("A", bound="Asked")


class Asked(Frozen):
    """The hub's answer about one approval, as far as it is shown."""

    # The hub may tell more than this command shows.
    model_config = ConfigDict(extra="ignore")

    approval_id: str
    case_id: str
    action: Digest
    state: ApprovalState
    needs: tuple[Need, ...]
    expires_at: Moment
    groups: dict[str, tuple[str, ...]]
    shown: ProposedAction
    asked_by: tuple[Reason, ...]
    answers: tuple[Answered, ...]
    still_needed: dict[str, int]
    if_nobody_answers: str


class Whole(Asked, Grounds):
    """The same with what the action rests on, sends and may hide."""


def asked(told: dict[str, Any]) -> Asked:
    """Raises OperatorError when the action told is not the one that is asked about (I4)."""
    return _exactly(read_as(Asked, told))


def whole(told: dict[str, Any]) -> Whole:
    """The same, of an approval that was asked for by itself."""
    return _exactly(read_as(Whole, told))


def _exactly(one: A) -> A:
    if one.shown.digest != one.action:
        raise OperatorError(
            "The action that the hub shows does not have the digest that it asks about. Do not answer.",
            f"countersign case show {escaped(one.case_id)}, and report it.",
        )
    return one


def listed(told: Iterable[dict[str, Any]]) -> Text:
    """One line an approval."""
    return aligned(("approval", "case", "needs", "until", "what"), [_line(one) for one in told])


def _line(told: dict[str, Any]) -> tuple[str, ...]:
    if told["state"] == ALTERED:
        return (told["approval_id"][:8], told["case_id"], "", "", "ALTERED after it was proposed: nobody can approve it. Report it")
    one = asked(told)
    needs = ", ".join(f"{need.count} {need.role}" for need in one.needs)
    return (one.approval_id[:8], one.case_id, needs, minute(one.expires_at), described(one.shown))


def tell(terminal: Terminal, one: Whole, *, now: datetime) -> None:
    """Everything an answer is for, then the exact request, and at the very end what a machine wrote."""
    terminal.results.print(Text(f"Approval {escaped(one.approval_id)} is {one.state}\n", style="bold"))
    table = Table.grid(padding=(0, 2))
    for label, text in (*fields(one.shown), *_question(one, now), *one.fields(now)):
        table.add_row(Text(label, style="bold", no_wrap=True), Text(text, overflow="fold"))
    terminal.results.print(table)
    terminal.results.print(Text.assemble(("\nDigest: ", "bold"), one.action), soft_wrap=True)
    terminal.results.print(Text("The request, exactly as it would be sent:", style="bold"))
    terminal.results.print(Text("\n".join(f"  {line}" for line in request_lines(one.shown))), soft_wrap=True)
    for told in filter(None, (one.sent_text(), one.machine_words())):
        terminal.results.print(Text("\n") + told, soft_wrap=True)


def _question(one: Asked, now: datetime) -> list[Field]:
    needs = [people(need.count, need.role) + f" (now: {', '.join(one.groups[need.role])})" for need in one.needs]
    left = f", in {span(one.expires_at - now)}" if one.expires_at > now else ""
    answers = [f"{answer.by} ({answer.role}): {answer.answer}" for answer in one.answers]
    still = [people(count, role) for role, count in one.still_needed.items()]
    return [
        *(("Asked by", escaped(f"{reason.title} [{reason.policy}]")) for reason in one.asked_by),
        ("Needs", escaped(" and ".join(needs))),
        ("Answers", escaped("; ".join(answers) or "none yet")),
        ("Still needed", escaped(" and ".join(still) or "nobody")),
        ("Until", f"{minute(one.expires_at)}{left}"),
        ("If nobody answers", escaped(one.if_nobody_answers)),
    ]
