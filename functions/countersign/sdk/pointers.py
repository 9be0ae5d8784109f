"""JSON pointers (RFC 6901), without escapes: names of arguments need none."""

from typing import Any


def at(pointer: str, document: Any) -> Any:
    """What a pointer leads to; raises KeyError, IndexError, ValueError or TypeError where it leads nowhere."""
    for part in pointer.split("/")[1:]:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document
