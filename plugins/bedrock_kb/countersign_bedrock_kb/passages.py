"""What a chunk says of itself, by the metadata attributes of its document."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TypeAlias

from countersign_bedrock_kb.manifest import ARTICLE_ID

Passage: TypeAlias = dict[str, Any]

_ID = re.compile(ARTICLE_ID)
# A vector store may keep every number as one with a fraction; the strict reader gives such as its text.
_VERSION = re.compile(r"([1-9][0-9]{0,8})(\.0+)?")


def passages_of(results: Iterable[dict[str, Any]]) -> Iterator[Passage]:
    """Results that are text of an article, in their order. Whatever names no article and version cannot be cited, and is left out."""
    for result in results:
        metadata, text = result.get("metadata", {}), result["content"].get("text")
        article_id, version = metadata.get("article_id"), _VERSION.fullmatch(str(metadata.get("version")))
        if isinstance(text, str) and isinstance(article_id, str) and _ID.fullmatch(article_id) and version:
            yield {
                "article_id": article_id,
                "version": int(version[1]),
                "title": str(metadata.get("title", "")),
                "text": text,
                **_approval(metadata),
            }


def _approval(metadata: dict[str, Any]) -> Passage:
    """Approved by a date, and until another if one is set. A date that cannot be read approves nothing."""
    approved_at, valid_until = (metadata.get(name) for name in ("approved_at", "valid_until"))
    approved = _is_moment(approved_at) and (valid_until is None or _is_moment(valid_until))
    return {
        "approved": approved,
        "approved_at": approved_at if approved else None,
        "valid_until": valid_until if approved else None,
    }


def _is_moment(value: object) -> bool:
    """RFC 3339 with its offset, so that it is one moment."""
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
