from collections.abc import Generator
from typing import Any

from countersign.sdk import (
    Applied,
    Arguments,
    Event,
    Health,
    MalformedJsonError,
    Outcome,
    RawWebhook,
    Request,
    Response,
    loads_answer,
    loads_object,
)
from countersign.sdk.aws import aws_failure, aws_health
from countersign.sdk.requests import get_request
from countersign.sdk.responses import unreadable
from countersign.sdk.without import WithoutLists, WithoutLookUps, WithoutUndo
from countersign_amazon_connect import attributes, contact_events
from countersign_amazon_connect.manifest import CALL_END, CONTACT_SET_ATTRIBUTES, MANIFEST
from countersign_amazon_connect.preparing import prepared

# Operations that are answered with nothing, and where their requests name the contact.
_SILENT = {CALL_END.name: "ContactId", CONTACT_SET_ATTRIBUTES.name: "InitialContactId"}


class AmazonConnect(WithoutLookUps, WithoutLists, WithoutUndo):
    """Amazon Connect, API of 2017-08-08."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        return prepared(action, arguments, key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        if response.status != 200:  # noqa: PLR2004  the only success there is
            return aws_failure(response)
        named = _SILENT.get(action)
        contact_id = _started(response) if named is None else _done_to(named, request, response)
        return unreadable(response) if contact_id is None else Applied(vendor_id=contact_id, result={"id": contact_id})

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:  # noqa: ARG002  one read only
        return attributes.read(arguments)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        if action == CONTACT_SET_ATTRIBUTES.name:
            return attributes.look_up(request)
        return super().reconcile(action, request, key=key)

    def check(self) -> Generator[Request, Response, Health]:
        return aws_health((yield get_request("/instance", maxResults="1")))

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        contact_events.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return contact_events.parse(webhook)


def _started(response: Response) -> str | None:
    """The new contact's id: a transfer makes a new one too."""
    try:
        contact_id = loads_answer(response.body).get("ContactId")
    except MalformedJsonError:
        return None
    return contact_id if isinstance(contact_id, str) else None


def _done_to(named: str, request: Request, response: Response) -> str | None:
    """The contact that the request names; whatever is answered beyond nothing is something else."""
    return str(loads_object((request.body or "{}").encode())[named]) if response.body in {b"", b"{}"} else None
