"""Guide articles as passages. Guide shows agents more than customers: only what everybody may read is approved for citing."""

from collections.abc import Generator
from datetime import UTC, datetime
from typing import Any

from countersign.sdk import Arguments, Request, Response
from countersign.sdk.requests import get_request, path_of
from countersign.sdk.responses import answer, present
from countersign_zendesk_guide.plain_text import plain_text

_HELP_CENTER = ("api", "v2", "help_center", "articles")
_RESULTS = "10"


def search(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    request = get_request(path_of(*_HELP_CENTER, "search"), query=arguments["query"], per_page=_RESULTS)
    found: dict[str, Any] = present((yield request))
    return {"passages": [_passage(article) for article in found["results"]]}


def read_article(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    found: dict[str, Any] | None = answer((yield get_request(path_of(*_HELP_CENTER, arguments["article_id"]))))
    return None if found is None else _passage(found["article"])


def _passage(article: dict[str, Any]) -> dict[str, Any]:
    """Articles have no number of their version: the time of their last edit stands for it, in digits that people can read."""
    edited_at = article["edited_at"]
    approved = not article["draft"] and article["user_segment_id"] is None and not article.get("user_segment_ids")
    return {
        "article_id": str(article["id"]),
        "version": int(f"{datetime.fromisoformat(edited_at).astimezone(UTC):%Y%m%d%H%M%S}"),
        "title": article["title"],
        "text": plain_text(article["body"] or ""),
        "approved": approved,
        "approved_at": edited_at if approved else None,
        "valid_until": None,
    }
