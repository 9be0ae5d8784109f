from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any

from countersign.sdk import (
    Applied,
    Arguments,
    Event,
    Health,
    InvalidArgumentsError,
    Listed,
    Listing,
    NotApplied,
    Outcome,
    RawWebhook,
    Request,
    Response,
    loads_object,
)
from countersign.sdk.requests import get_request, json_request, page_request, path_of
from countersign.sdk.responses import absent, answer, created, health, present
from countersign.sdk.webhooks import event_of, verify
from countersign_sandbox_ticketing.manifest import MANIFEST, TICKET_HAND_OVER, TICKET_NOTE_INTERNAL, TICKET_REPLY_PUBLIC

# Over all tickets.
_LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    TICKET_REPLY_PUBLIC.name: ("/comments", {"public": "true"}),
    TICKET_NOTE_INTERNAL.name: ("/comments", {"public": "false"}),
    TICKET_HAND_OVER.name: ("/hand-overs", {}),
}
TAKEN_BACK = "The last hand-over was taken back."


class SandboxTicketing:
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The key is the `external_id` of what is written: the system takes each once, and finds it by it."""
        bodies = {TICKET_REPLY_PUBLIC.name: _reply, TICKET_NOTE_INTERNAL.name: _note, TICKET_HAND_OVER.name: _hand_over}
        collection, body = bodies[action](arguments)
        return json_request("POST", path_of("tickets", arguments["ticket_id"], collection), {**body, "external_id": key})

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  all writes are answered alike
        outcome = created(response, kept=("former_queue",))
        if isinstance(outcome, NotApplied) and outcome.error.vendor_code == "duplicate_external_id":
            # Our key is taken, so what it stands for is already there.
            taken = str(loads_object(response.body)["existing_id"])
            return Applied(vendor_id=taken, result={"id": taken})
        return outcome

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  hand-overs only
        if "former_queue" not in receipt.result:
            raise InvalidArgumentsError("nobody knows in which queue the ticket was")
        return {"ticket_id": arguments["ticket_id"], "queue": receipt.result["former_queue"], "summary": TAKEN_BACK}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  looked up by key
        page: dict[str, Any] | None = answer((yield get_request(request.path, external_id=key)))
        items = page["items"] if page else []
        if not items:
            return absent("nothing on the ticket carries the action's key")
        kept = {name: items[0][name] for name in ("id", "former_queue") if name in items[0]}
        return Applied(vendor_id=items[0]["id"], result=kept)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        path, query = _LISTS[action]
        found: dict[str, Any] = present((yield page_request(path, page, since=since, **query)))
        effects = [Listed(vendor_id=item["id"], key=item["key"], at=datetime.fromisoformat(item["at"])) for item in found["items"]]
        return Listing(effects=tuple(effects), next_page=found["next_page"])

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        ticket: dict[str, Any] | None = answer((yield get_request(path_of("tickets", arguments["ticket_id"]))))
        if ticket is None:
            return None
        kept = ("customer_id", "channel", "subject", "text", "status", "queue", "created_at")
        return {"ticket_id": ticket["id"], **{name: ticket[name] for name in kept}}

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/tickets")))

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return (event_of(webhook, source=MANIFEST.name, subject="ticket_id"),)


def _reply(arguments: Arguments) -> tuple[str, dict[str, Any]]:
    return "comments", {"public": True, "body": arguments["text"]}


def _note(arguments: Arguments) -> tuple[str, dict[str, Any]]:
    return "comments", {"public": False, "body": arguments["text"]}


def _hand_over(arguments: Arguments) -> tuple[str, dict[str, Any]]:
    return "hand-overs", {"queue": arguments["queue"], "summary": arguments["summary"]}
