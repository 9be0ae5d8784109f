from collections.abc import Generator
from datetime import datetime
from typing import Any

from countersign.sdk import (
    Applied,
    Arguments,
    Event,
    Health,
    Listed,
    Listing,
    NotApplied,
    Outcome,
    RawWebhook,
    Request,
    Response,
    Unknown,
    VendorError,
    WebhookRejectedError,
    loads_object,
)
from countersign.sdk import webhooks as standard_webhooks
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request, json_request, page_request, path_of
from countersign.sdk.responses import absent, answer, created, health, present
from countersign_reference.manifest import CHANGE, MANIFEST, MESSAGE, READ

_COLLECTIONS = {"note.add": "/notes", "refund.pay": "/refunds", "message.send": "/messages"}


class Reference:
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        if action == CHANGE.name:
            match = (("if-match", str(arguments["version"])),)
            return json_request("PUT", path_of("notes", arguments["id"]), {"text": arguments["text"]}, headers=match)
        return json_request("POST", _COLLECTIONS[action], {**arguments, "key": key}, headers=(("idempotency-key", key),))

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  the contract's signature
        if b'"locked"' in response.body:
            return NotApplied(error=VendorError(kind="conflict", safe_message="the system has locked itself"))
        if action == CHANGE.name:
            return created(response, kept=("version", "former"))
        return created(response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:  # noqa: ARG002  the contract's signature
        return {"id": receipt.vendor_id, "text": receipt.result["former"], "version": receipt.result["version"]}

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        if action == READ.name:
            return answer((yield get_request(path_of("notes", arguments["id"]))))
        read = yield from pages(page_request("/notes", None), _next_page)
        return {"notes": [note for page in read or () for note in page["items"]]}

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        if action == CHANGE.name:
            note = present((yield get_request(request.path)))
            same = note["text"] == loads_object((request.body or "").encode())["text"]
            return Applied(vendor_id=str(note["id"]), result={"id": note["id"]}) if same else absent("the note says something else")
        page: dict[str, Any] = present((yield get_request("/done", key=key)))
        if page["items"]:
            return Applied(vendor_id=page["items"][0]["id"], result={"id": page["items"][0]["id"]})
        if action == MESSAGE.name:
            return Unknown(error=VendorError(kind="not_found", safe_message="it may still be on its way"))
        return absent("nothing carries the key")

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        found: dict[str, Any] = present((yield page_request("/done", page, since=since, action=action)))
        effects = [Listed(vendor_id=item["id"], key=item["key"], at=datetime.fromisoformat(item["at"])) for item in found["items"]]
        return Listing(effects=tuple(effects), next_page=found["next_page"])

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/notes/none")))

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        standard_webhooks.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        message: dict[str, Any] = loads_object(webhook.body)
        try:
            event_id, data = webhook.headers["webhook-id"], message["data"]
            return (Event(id=event_id, source="reference", type=message["type"], time=message["timestamp"], data=data),)
        except (KeyError, ValueError) as error:
            raise WebhookRejectedError("the webhook is not an event") from error


def _next_page(page: dict[str, Any]) -> Request | None:
    return page_request("/notes", page["next_page"]) if page["next_page"] else None
