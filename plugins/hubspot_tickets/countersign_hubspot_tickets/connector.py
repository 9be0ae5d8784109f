from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Event, Health, Outcome, RawWebhook, Request, Response
from countersign.sdk.hubspot import outcomes, properties, webhooks
from countersign.sdk.without import WithoutLists
from countersign_hubspot_tickets import tickets, writes
from countersign_hubspot_tickets.manifest import MANIFEST, TICKET_NOTE_INTERNAL

_TICKETS = webhooks.Kind("ticket", "0-5", {"propertyChange": "ticket.changed", "deletion": "ticket.deleted"})
_NEEDED = {
    "tickets": (tickets.KEY, tickets.QUEUE, tickets.SUMMARY, tickets.TAGS),
    "notes": (tickets.KEY,),
    "contacts": (tickets.CUSTOMER_ID,),
}


class HubSpotTickets(WithoutLists):
    """Without lists: HubSpot keeps the history of a record, and none of all changes."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        return writes.prepare(action, arguments, key=key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  every write is answered alike
        return outcomes.interpret(response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  the answer tells no former value
        return writes.compensate(action, arguments)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        look_up = writes.look_up_note if action == TICKET_NOTE_INTERNAL.name else writes.look_up_change
        return look_up(request, key=key)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        return tickets.read_ticket(arguments)

    def check(self) -> Generator[Request, Response, Health]:
        findings: tuple[str, ...] = ()
        for kind, names in _NEEDED.items():
            findings += (yield from properties.check(kind, names)).findings
        return Health(ok=not findings, findings=findings)

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        webhooks.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return webhooks.events(webhook, source=MANIFEST.name, kind=_TICKETS)
