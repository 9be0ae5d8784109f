from collections.abc import Generator
from typing import Any

from countersign.sdk import Arguments, Health, ReadRefusedError, Request, Response
from countersign.sdk.aws import aws_health
from countersign.sdk.without import WithoutWebhooks, WithoutWrites
from countersign_bedrock_kb.manifest import ARTICLE_READ, ARTICLE_SEARCH, MANIFEST
from countersign_bedrock_kb.passages import Passage, passages_of
from countersign_bedrock_kb.retrieving import retrieve, retrieving

# The hub cites three at most, of those that are approved and valid; drafts and old versions are found beside them.
_CHUNKS_TO_SEARCH = 25
# As many as Retrieve gives.
_CHUNKS_TO_READ = 100


class BedrockKb(WithoutWrites, WithoutWebhooks):
    """One knowledge base, whose id is the end of the secret's `base_url`. What is no approved article is not taken for one."""

    manifest = MANIFEST

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        reads = {ARTICLE_SEARCH.name: _search, ARTICLE_READ.name: _read_article}
        return reads[action](arguments)

    def check(self) -> Generator[Request, Response, Health]:
        return aws_health((yield retrieving("opening hours", chunks=1)))


def _search(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """Of each version of an article its best chunk: that is what was found, and Bedrock does not say how chunks go together."""
    results = yield from retrieve(retrieving(arguments["query"], chunks=_CHUNKS_TO_SEARCH))
    best: dict[tuple[str, int], Passage] = {}
    for passage in passages_of(results):
        best.setdefault((passage["article_id"], passage["version"]), passage)
    return {"passages": list(best.values())}


def _read_article(arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
    """The newest version. Raises ReadRefusedError for one in several chunks: nobody could say in which order they are its text."""
    article_id = arguments["article_id"]
    results = yield from retrieve(retrieving(article_id, chunks=_CHUNKS_TO_READ, article_id=article_id))
    found = [passage for passage in passages_of(results) if passage["article_id"] == article_id]
    newest = max((passage["version"] for passage in found), default=None)
    chunks = [passage for passage in found if passage["version"] == newest]
    if len(chunks) > 1:
        raise ReadRefusedError("the article was indexed in several chunks, and Bedrock does not tell their order")
    return dict(chunks[0]) if chunks else None
