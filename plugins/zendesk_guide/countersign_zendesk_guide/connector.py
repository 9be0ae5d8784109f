from collections.abc import Generator
from typing import Any

from countersign.sdk import Arguments, Health, Request, Response
from countersign.sdk.requests import get_request
from countersign.sdk.responses import health, present
from countersign.sdk.without import WithoutWebhooks, WithoutWrites
from countersign_zendesk_guide import articles
from countersign_zendesk_guide.manifest import ARTICLE_READ, ARTICLE_SEARCH, MANIFEST

_READS = {ARTICLE_SEARCH.name: articles.search, ARTICLE_READ.name: articles.read_article}


class ZendeskGuide(WithoutWrites, WithoutWebhooks):
    manifest = MANIFEST

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        return _READS[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        """Whoever is not signed in is answered too, as an anonymous user without a number."""
        response = yield get_request("/api/v2/users/me")
        if not (said := health(response)).ok:
            return said
        found: dict[str, Any] = present(response)
        return said if found["user"]["id"] else Health(ok=False, findings=("the credential is nobody's",))
