from collections.abc import Generator
from typing import Any

from countersign.sdk import Arguments, Health, Request, Response
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer, health
from countersign.sdk.without import WithoutWebhooks, WithoutWrites
from countersign_sandbox_knowledge.manifest import ARTICLE_READ, ARTICLE_SEARCH, MANIFEST


class SandboxKnowledge(WithoutWrites, WithoutWebhooks):
    """Drafts and expired articles are passed on as what they are: the hub decides what may be cited."""

    manifest = MANIFEST

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {ARTICLE_SEARCH.name: _search, ARTICLE_READ.name: _read_article}
        return reads[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return health((yield get_request("/articles/ART-000")))


def _search(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    page: dict[str, Any] | None = answer((yield get_request("/articles", query=arguments["query"])))
    return {"passages": [_passage(article) for article in page["articles"]] if page else []}


def _read_article(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    article = answer((yield get_request(path_of("articles", arguments["article_id"]))))
    return None if article is None else _passage(article)


def _passage(article: dict[str, Any]) -> dict[str, Any]:
    return {
        "article_id": article["id"],
        "version": article["version"],
        "title": article["title"],
        "text": article["body"],
        "approved": article["status"] == "approved",
        "approved_at": article["approved_at"],
        "valid_until": article["valid_until"],
    }
