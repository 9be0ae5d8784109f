from collections.abc import Callable, Generator, Mapping
from typing import Any

from countersign.sdk import (
    Applied,
    Arguments,
    Health,
    InvalidArgumentsError,
    Listing,
    NotListedError,
    Outcome,
    Request,
    Response,
)
from countersign.sdk.without import WithoutWebhooks
from countersign_request_tracker import outcomes, reads, writes
from countersign_request_tracker.manifest import MANIFEST, TICKET_HAND_OVER, TICKET_NOTE_INTERNAL, TICKET_REPLY_PUBLIC, TICKET_TAG

_PREPARED: Mapping[str, Callable[[Arguments, str], Request]] = {
    TICKET_REPLY_PUBLIC.name: writes.reply,
    TICKET_NOTE_INTERNAL.name: writes.note,
    TICKET_HAND_OVER.name: writes.hand_over,
    TICKET_TAG.name: writes.tag,
}
_CHANGES: Mapping[str, Callable[[Request, Response], Outcome]] = {
    TICKET_HAND_OVER.name: outcomes.handed_over,
    TICKET_TAG.name: outcomes.tagged,
}
# RT's names for what replies and notes are.
_KINDS: Mapping[str, str] = {TICKET_REPLY_PUBLIC.name: "Correspond", TICKET_NOTE_INTERNAL.name: "Comment"}
TAKEN_BACK = "The last hand-over was taken back."


class RequestTracker(WithoutWebhooks):
    """RT tells others by its own scrips, in whatever form their owner wrote: it signs nothing, and the hub takes no events of it."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        return _PREPARED[action](arguments, key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        return _CHANGES[action](request, response) if action in _CHANGES else outcomes.written(response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:
        former = {TICKET_HAND_OVER.name: "former_queue", TICKET_TAG.name: "former_tags"}[action]
        if former not in receipt.result:
            raise InvalidArgumentsError("nobody knows how the ticket was before")
        if action == TICKET_TAG.name:
            return {"ticket_id": arguments["ticket_id"], "tags": receipt.result[former]}
        return {"ticket_id": arguments["ticket_id"], "queue": receipt.result[former], "summary": TAKEN_BACK}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        return reads.change_of(request, key) if action in _CHANGES else reads.message_of(request, key)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        if action not in _KINDS:
            raise NotListedError("RT's history of changes does not say which belong together")
        return reads.messages(_KINDS[action], since, page)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        return reads.ticket(arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return reads.check()
