"""What a pointer means in a schema, and the texts that a document holds."""

from collections.abc import Mapping
from typing import Any


def schema_at(pointer: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of what a pointer leads to; raises KeyError."""
    for part in pointer.split("/")[1:]:
        schema = schema["properties"][part]
    return schema


def texts(document: Any) -> set[str]:
    """Every string in a document that is long enough to be recognised again."""
    if isinstance(document, str):
        return {document} if len(document) >= 4 else set()  # noqa: PLR2004  shorter ones are everywhere
    if isinstance(document, Mapping):
        return set().union(*map(texts, document.values()))
    if isinstance(document, list | tuple):
        return set().union(*map(texts, document))
    return set()
