from collections import Counter
from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import Arguments, Health, ReadRefusedError, Request, Response
from countersign.sdk.requests import get_request
from countersign.sdk.responses import health
from countersign.sdk.without import WithoutWebhooks, WithoutWrites
from countersign_mediawiki.answers import answered, pages
from countersign_mediawiki.manifest import ARTICLE_READ, ARTICLE_SEARCH, MANIFEST
from countersign_mediawiki.passages import passage
from countersign_mediawiki.words import telling_words

_MOST_PAGES = 5
# With `assert` a session that has ended is an error, not a stranger's view; with `maxlag` a wiki whose replicas lag says so.
_ALWAYS = {"action": "query", "assert": "user", "format": "json", "formatversion": "2", "maxlag": "5"}
_ARTICLE = {"prop": "info|revisions", "inprop": "protection", "rvprop": "ids|timestamp|content", "rvslots": "main"}
# Texts; and by default titles where the search is the database's, texts with titles where it is CirrusSearch.
_WHERE: tuple[Mapping[str, str], ...] = ({"gsrwhat": "text"}, {})


class MediaWiki(WithoutWrites, WithoutWebhooks):
    """Every revision has its number, and unapproved pages are passed on as such: the hub decides what may be cited."""

    manifest = MANIFEST

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {ARTICLE_SEARCH.name: _search, ARTICLE_READ.name: _read_article}
        return reads[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        response = yield _asking(meta="userinfo")
        if not (found := health(response)).ok:
            return found
        try:
            answered(response)
        except ReadRefusedError as error:
            return Health(ok=False, findings=(str(error),))
        return found


def _search(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """Word by word, best first: MediaWiki's own search finds only pages that have every word, and no page has all of a customer's."""
    found: dict[int, dict[str, Any]] = {}
    hits: Counter[int] = Counter()
    for word in telling_words(arguments["query"]):
        for where in _WHERE:
            for page in pages((yield _asking(**_ARTICLE, **where, generator="search", gsrsearch=word, gsrlimit=str(_MOST_PAGES)))):
                found[page["pageid"]] = page
                hits[page["pageid"]] += 1
    read = [passage(found[number]) for number, _ in hits.most_common()]
    return {"passages": [each for each in read if each is not None][:_MOST_PAGES]}


def _read_article(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    found = pages((yield _asking(**_ARTICLE, pageids=arguments["article_id"])))
    return passage(found[0]) if found else None


def _asking(**query: str) -> Request:
    return get_request("/api.php", **_ALWAYS, **query)
