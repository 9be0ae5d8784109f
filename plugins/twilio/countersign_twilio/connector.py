from collections.abc import Generator

from countersign.sdk import Arguments, Event, Health, Listing, Outcome, RawWebhook, Request, Response
from countersign.sdk.requests import get_request
from countersign.sdk.responses import health
from countersign.sdk.without import WithoutReads, WithoutUndo
from countersign_twilio import look_up, outcomes, webhooks
from countersign_twilio.manifest import MANIFEST
from countersign_twilio.prepare import REQUESTS


class Twilio(WithoutReads, WithoutUndo):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  Twilio honours no key, and keeps none
        """The sender's number is late-bound: it is the operator's, and the same for every message."""
        return REQUESTS[action](arguments)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  all writes are answered alike
        return outcomes.meaning(response)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  Twilio keeps no key
        return look_up.look_up(action, request)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        return look_up.listing(action, since, page)

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/Messages.json", PageSize="1")))

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:  # noqa: ARG002  Twilio signs no time
        webhooks.verify(webhook, keys=keys)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return webhooks.parse(webhook)
