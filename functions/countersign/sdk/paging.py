"""Reading a list that comes in pages."""

from collections.abc import Callable, Generator
from typing import Any

from countersign.sdk.contract import Request, Response
from countersign.sdk.dialogue import MAX_REQUESTS
from countersign.sdk.errors import ReadRefusedError
from countersign.sdk.responses import answer
from countersign.sdk.strict_json import Json


def pages(
    first: Request,
    following: Callable[[dict[str, Any]], Request | None],
    *,
    read_as: Callable[[Response], dict[str, Json] | None] = answer,
) -> Generator[Request, Response, list[dict[str, Any]] | None]:
    """Every page's JSON object, for `yield from`; None when the system answers the first with 404. `following` is None after the last.

    `read_as` takes an answer for what it is, where the system does not follow the rules.

    Raises ReadUnavailableError, and ReadRefusedError for answers that make no sense, a page that was read before, and an eleventh page.
    """
    read: list[dict[str, Any]] = []
    asked: set[Request] = set()
    request: Request | None = first
    while request is not None:
        if request in asked or len(asked) == MAX_REQUESTS:
            raise ReadRefusedError("the system's pages lead in circles, or are more than ten")
        asked.add(request)
        page: dict[str, Any] | None = read_as((yield request))
        if page is None:
            return read or None
        read.append(page)
        request = following(page)
    return read
