from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_ARTICLE = {
    "id": "ART-005",
    "version": 3,
    "title": "Returns",
    "body": "Goods may be returned within thirty days.",
    "status": "approved",
    "approved_at": "2026-01-01T00:00:00Z",
    "valid_until": None,
}


@dataclass
class KnowledgeFake(FakeSystem):
    """An article, and a draft of the next."""

    articles: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"ART-005": {**_ARTICLE}, "ART-006": {**_ARTICLE, "id": "ART-006", "status": "draft", "approved_at": None}}
    )

    @route("GET", "/articles")
    def search(self, asked: Asked) -> Response:
        words = asked.query["query"].lower().split()
        return reply(200, {"articles": [article for article in self.articles.values() if any(word in article["body"] for word in words)]})

    @route("GET", "/articles/{article_id}")
    def read(self, asked: Asked) -> Response:
        article = self.articles.get(asked.names["article_id"])
        return reply(404, {"error": {"code": "not_found", "message": ""}}) if article is None else reply(200, article)
