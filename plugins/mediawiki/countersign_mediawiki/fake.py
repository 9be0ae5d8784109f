"""A wiki in memory, in the format of MediaWiki's API."""

from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_GUARDED = [{"type": "edit", "level": "sysop", "expiry": "infinity"}]
_MANUAL = "See http://127.0.0.1/api.php for API usage."


@dataclass
class WikiFake(FakeSystem):
    """An article that only administrators edit, and one that everybody may."""

    pages: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            "2": _page(2, "Returns", "Goods may be '''returned''' within thirty days.", _GUARDED),
            "3": _page(3, "Returns in shops", "Soon also in [[shops]].", []),
        }
    )

    @route("GET", "/api.php")
    def query(self, asked: Asked) -> Response:
        if asked.query.get("assert") != "user":
            return _failed("assertuserfailed")
        if asked.query.get("meta") == "userinfo":
            return reply(200, {"batchcomplete": True, "query": {"userinfo": {"id": 3, "name": "Hub"}}})
        if asked.query.get("generator") == "search":
            word = asked.query["gsrsearch"]
            told = _text_of if asked.query.get("gsrwhat") == "text" else _title_of
            found = [page for page in self.pages.values() if word in told(page).lower()]
            return reply(200, {"batchcomplete": True, **({"query": {"pages": found}} if found else {})})
        number = asked.query["pageids"]
        return reply(200, {"batchcomplete": True, "query": {"pages": [self.pages.get(number, {"pageid": int(number), "missing": True})]}})


def _page(number: int, title: str, text: str, protection: list[dict[str, str]]) -> dict[str, Any]:
    content = {"contentmodel": "wikitext", "contentformat": "text/x-wiki", "content": text}
    revision = {"revid": 40 + number, "parentid": 0, "timestamp": "2026-01-01T00:00:00Z", "slots": {"main": content}}
    return {"pageid": number, "ns": 0, "title": title, "protection": protection, "revisions": [revision]}


def _title_of(page: dict[str, Any]) -> str:
    return str(page["title"])


def _text_of(page: dict[str, Any]) -> str:
    return str(page["revisions"][0]["slots"]["main"]["content"])


def _failed(code: str) -> Response:
    return reply(200, {"error": {"code": code, "info": "in words", "docref": _MANUAL}}, mediawiki_api_error=code)
