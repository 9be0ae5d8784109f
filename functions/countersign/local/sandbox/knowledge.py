"""Articles, the good with the stale: it is the reader's business to look at their status."""

import re
from typing import Any

from countersign.local.sandbox.company import Company
from countersign.local.sandbox.exchange import Call, RefusedError, Reply

_MOST = 10


def read_article(company: Company, call: Call) -> Reply:
    return Reply(200, company.find("article", call.names["article_id"]))


def search_articles(company: Company, call: Call) -> Reply:
    """Articles by the number of words they share with `query`, those of the title counted twice."""
    wanted = _words(call.query.get("query", ""))
    if not wanted:
        raise RefusedError(422, "invalid", "a search needs words", fields=["query"])
    scored = [(_score(article, wanted), article) for article in company.documents.every("article")]
    hits = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return Reply(200, {"articles": [article for _, article in hits[:_MOST]]})


def _score(article: dict[str, Any], wanted: set[str]) -> int:
    return 2 * len(wanted & _words(article["title"])) + len(wanted & _words(article["body"]))


def _words(text: str) -> set[str]:
    # Short words carry little; five letters stand for the stem, so that "returns" meets "return".
    return {word[:5] for word in re.findall(r"\w+", text.lower()) if len(word) > 2}  # noqa: PLR2004  the length just explained
