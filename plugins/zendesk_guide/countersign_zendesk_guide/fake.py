from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_ARTICLE: Mapping[str, Any] = {
    "id": 900_005,
    "title": "Returns",
    "body": "<p>Goods may be returned within <b>thirty</b> days.</p>",
    "draft": False,
    "user_segment_id": None,
    "edited_at": "2026-01-01T00:00:00Z",
}


def _articles() -> dict[int, dict[str, Any]]:
    return {900_005: {**_ARTICLE}, 900_006: {**_ARTICLE, "id": 900_006, "user_segment_id": 77}}


@dataclass
class GuideFake(FakeSystem):
    """An article for everybody, and one for some."""

    articles: dict[int, dict[str, Any]] = field(default_factory=_articles)
    user_id: int | None = 4001

    @route("GET", "/api/v2/users/me")
    def who_am_i(self, asked: Asked) -> Response:  # noqa: ARG002  nothing of the request matters
        return reply(200, {"user": {"id": self.user_id, "role": "agent" if self.user_id else "end-user"}})

    @route("GET", "/api/v2/help_center/articles/search(?:\\.json)?")
    def search(self, asked: Asked) -> Response:
        words = asked.query["query"].lower().split()
        found = [article for article in self.articles.values() if any(word in article["body"].lower() for word in words)]
        return reply(200, {"results": [{**article, "result_type": "article"} for article in found], "count": len(found), "next_page": None})

    @route("GET", "/api/v2/help_center/articles/{article_id}")
    def read(self, asked: Asked) -> Response:
        article = self.articles.get(int(asked.names["article_id"].removesuffix(".json")))
        if article is None:
            return reply(404, {"error": "RecordNotFound", "description": "Not found"}, x_request_id="req_1")
        return reply(200, {"article": article})
