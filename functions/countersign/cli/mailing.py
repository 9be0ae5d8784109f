"""Sending messages as customers of the sandbox company do: as tickets, whose signed webhooks reach the hub."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle

import httpx

from countersign.cli.messages import Message
from countersign.local.seed import WEBHOOK_CONNECTOR
from countersign.local.users import TENANT
from countersign.steps.intake import case_id_for

_TRIES = 3


@dataclass(frozen=True)
class Posted:
    """A message on its way: the case it becomes is known before it arrives."""

    line: int
    ticket_id: str
    case_id: str


class NotTakenError(Exception):
    """The company did not take the ticket; the message says why, without its text."""


class Mailbox:
    """The company's ticket form. `run` makes a try again of the same message the same ticket, and another run another one."""

    def __init__(self, company: httpx.Client, run: str) -> None:
        self._company = company
        self._run = run

    def post(self, message: Message, customer_id: str) -> Posted:
        """Raises NotTakenError after three tries."""
        form = {"customer_id": customer_id, "channel": "email", "subject": "", "text": message.text}
        headers = {"Idempotency-Key": f"ingest-{self._run}-{message.line}"}
        why = ""
        for _ in range(_TRIES):
            try:
                answer = self._company.post("/ticketing/tickets", json=form, headers=headers)
            except httpx.HTTPError as error:
                why = type(error).__name__
                continue
            if answer.status_code == httpx.codes.CREATED:
                ticket = answer.json()
                case_id = case_id_for(TENANT, WEBHOOK_CONNECTOR, ticket["event_id"])
                return Posted(line=message.line, ticket_id=ticket["id"], case_id=case_id)
            why = f"status {answer.status_code}"
        raise NotTakenError(f"the company did not take it: {why}")


def addressed(messages: Iterable[Message]) -> Iterator[tuple[Message, str]]:
    """Each message with who wrote it; those that do not say go round the company's customers."""
    anybody = cycle(_customers())
    for message in messages:
        yield message, message.customer_id or next(anybody)


def _customers() -> list[str]:
    seed = files("countersign.local.sandbox") / "seed" / "customers.json"
    return [customer["id"] for customer in json.loads(seed.read_text(encoding="utf-8"))]
