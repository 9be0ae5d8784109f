from collections.abc import Generator
from typing import Any

from countersign.sdk import Applied, Arguments, Event, Health, Outcome, RawWebhook, Request, Response
from countersign.sdk.requests import get_request
from countersign.sdk.responses import health, present
from countersign.sdk.without import WithoutLists
from countersign_zendesk import articles, audits, outcomes, tickets, updates, webhooks
from countersign_zendesk.article_actions import ARTICLE_READ, ARTICLE_SEARCH
from countersign_zendesk.manifest import MANIFEST
from countersign_zendesk.ticket_actions import TICKET_READ

_READS = {TICKET_READ.name: tickets.read_ticket, ARTICLE_SEARCH.name: articles.search, ARTICLE_READ.name: articles.read_article}
_STAFF = frozenset({"agent", "admin"})


class Zendesk(WithoutLists):
    """Without lists: the list of all audits may skip some, and the export of ticket events leaves out where our key stands."""

    manifest = MANIFEST

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        return updates.prepare(action, arguments, key=key)

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:  # noqa: ARG002  the answer tells it all
        return outcomes.interpret(action, response)

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:
        return updates.compensate(action, arguments, receipt)

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        return audits.look_up(action, request, key=key)

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        return _READS[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        """Whoever is not signed in is answered too, as an anonymous end user."""
        response = yield get_request("/api/v2/users/me")
        if not (said := health(response)).ok:
            return said
        found: dict[str, Any] = present(response)
        if found["user"]["role"] not in _STAFF:
            return Health(ok=False, findings=("the credential is not an agent's",))
        return said

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        webhooks.verify(webhook, keys=keys, now=now)

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        return webhooks.parse(webhook)
