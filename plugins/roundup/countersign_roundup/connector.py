from collections.abc import Callable, Generator, Mapping
from typing import Any

from countersign.sdk import (
    Applied,
    Arguments,
    Event,
    Health,
    InvalidArgumentsError,
    Listing,
    NotListedError,
    Outcome,
    RawWebhook,
    Request,
    Response,
)
from countersign.sdk.webhooks import event_of, verify
from countersign_roundup import reads, writes
from countersign_roundup.manifest import MANIFEST, TICKET_HAND_OVER, TICKET_NOTE_INTERNAL, TICKET_REPLY_PUBLIC, TICKET_TAG

# By which property of a new message the detector in the tracker knows what it is.
_LINKS: Mapping[str, str] = {TICKET_REPLY_PUBLIC.name: "replies_to", TICKET_NOTE_INTERNAL.name: "notes_on"}
_REQUESTS: Mapping[str, Callable[[Arguments, str], Request]] = {
    **{action: writes.message(link) for action, link in _LINKS.items()},
    TICKET_HAND_OVER.name: writes.hand_over,
    TICKET_TAG.name: writes.tag,
}
TAKEN_BACK = "The last hand-over was taken back."


class Roundup:
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The key is a message's `messageid`, which the tracker takes once, or the issue's `hub_key`."""
        return _REQUESTS[action](arguments, key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  the request tells which it was
        return writes.outcome(request, response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:
        """A hand-over or a tagging, the other way round."""
        wanted = {TICKET_HAND_OVER.name: "former_queue", TICKET_TAG.name: "former_tags"}
        if wanted[action] not in receipt.result:
            raise InvalidArgumentsError("nobody knows what was so before")
        ticket, was = {"ticket_id": arguments["ticket_id"]}, receipt.result[wanted[action]]
        return {**ticket, "tags": was} if action == TICKET_TAG.name else {**ticket, "queue": was, "summary": TAKEN_BACK}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        return reads.message_of(key) if action in _LINKS else reads.change_of(request, key)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        if action not in _LINKS:
            raise NotListedError("an issue's history is not to be had by REST")
        return reads.messages_by(_LINKS[action], since, page)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        return reads.ticket(arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return reads.check()

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return (event_of(webhook, source=MANIFEST.name, subject="ticket_id"),)
