from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from countersign.sdk import Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

_RETURNS = {"article_id": "returns", "version": 3, "title": "Returns", "approved_at": "2026-01-01T00:00:00Z"}


def _chunk(text: str, **metadata: Any) -> dict[str, Any]:
    uri = f"s3://larkfield-articles/{metadata.get('article_id', 'readme')}.md"
    return {"text": text, "metadata": {"x-amz-bedrock-kb-source-uri": uri, **metadata}}


@dataclass
class BedrockKbFake(FakeSystem):
    """One knowledge base: two articles, a draft of one, and a file that is none. Finds by words instead of vectors."""

    chunks: list[dict[str, Any]] = field(
        default_factory=lambda: [
            _chunk("Goods may be returned within thirty days.", **_RETURNS),
            _chunk("Goods may be returned within sixty days.", **{**_RETURNS, "version": 4.0, "approved_at": "soon"}),
            _chunk("Goods are delivered within a week.", **{**_RETURNS, "article_id": "delivery", "valid_until": "2030-01-01T00:00:00Z"}),
            _chunk("How these goods are described."),
        ]
    )
    page_size: int = 2

    @route("POST", "/retrieve")
    def retrieve(self, asked: Asked) -> Response:
        body = asked.json
        search = body["retrievalConfiguration"]["vectorSearchConfiguration"]
        if not body["retrievalQuery"]["text"].strip():
            return reply(400, {"message": "The query is empty."}, x_amzn_errortype="ValidationException", x_amzn_requestid="9d1c")
        found = [chunk for chunk in self.chunks if _passes(search.get("filter"), chunk["metadata"])]
        if "filter" not in search:
            words = set(body["retrievalQuery"]["text"].lower().split())
            found = [chunk for chunk in found if words & set(chunk["text"].lower().strip(".").split())]
        return self._page(found[: search["numberOfResults"]], int(body.get("nextToken", "0")))

    def _page(self, found: list[dict[str, Any]], start: int) -> Response:
        end = start + self.page_size
        results = [_result(chunk, place) for place, chunk in enumerate(found[start:end], start)]
        more = {"nextToken": str(end)} if end < len(found) else {}
        return reply(200, {"retrievalResults": results, **more}, x_amzn_requestid="9d1d")


def _passes(wanted: Mapping[str, Any] | None, metadata: Mapping[str, Any]) -> bool:
    return wanted is None or metadata.get(wanted["equals"]["key"]) == wanted["equals"]["value"]


def _result(chunk: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {
        "content": {"text": chunk["text"], "type": "TEXT"},
        "location": {"type": "S3", "s3Location": {"uri": chunk["metadata"]["x-amz-bedrock-kb-source-uri"]}},
        "metadata": chunk["metadata"],
        "score": 0.75 / (place + 1),
    }
