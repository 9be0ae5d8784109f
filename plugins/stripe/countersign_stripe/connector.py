from collections.abc import Generator
from typing import Any

from countersign.sdk import Arguments, Event, Health, Listing, Outcome, RawWebhook, Request, Response
from countersign.sdk.responses import health
from countersign.sdk.without import WithoutUndo
from countersign_stripe import payments, refunds, webhooks
from countersign_stripe.asking import get
from countersign_stripe.manifest import MANIFEST, ORDER_LIST, ORDER_READ


class Stripe(WithoutUndo):
    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:  # noqa: ARG002  refunds are all it writes
        """The key travels twice: as `Idempotency-Key`, honoured for a day, and as metadata, kept with the refund for good."""
        return refunds.prepare(arguments, key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  refunds are all it writes
        return refunds.meaning(response)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:  # noqa: ARG002  refunds are all it writes
        return refunds.look_up(request, key)

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:  # noqa: ARG002  refunds are all it writes
        return refunds.listing(since, page)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {ORDER_READ.name: payments.read_order, ORDER_LIST.name: payments.list_orders}
        return reads[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get("/v1/refunds", {"limit": "1"})))

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        webhooks.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return webhooks.parse(webhook)
