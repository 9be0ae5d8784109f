"""Requests that only read, and their answers."""

from collections.abc import Generator, Mapping
from typing import Any

from countersign.sdk import MalformedJsonError, Request, Response, loads_answer
from countersign.sdk.paging import pages
from countersign.sdk.requests import get_request
from countersign.sdk.responses import answer
from countersign_stripe.manifest import API_VERSION

VERSION = ("stripe-version", API_VERSION)


def get(path: str, query: Mapping[str, str]) -> Request:
    """A GET request in our version of the API."""
    return get_request(path, **query).model_copy(update={"headers": (VERSION,)})


def page(path: str, query: Mapping[str, str], after: str | None) -> Request:
    """One page of a list, newest first: that which follows the object `after`, or the first."""
    return get(path, {**query, **({"starting_after": after} if after else {})})


def next_page(found: Mapping[str, Any]) -> str | None:
    """What `after` is for the page that follows `found`; None after the last."""
    return str(found["data"][-1]["id"]) if found["has_more"] else None


def found(response: Response) -> dict[str, Any] | None:
    """As `countersign.sdk.responses.answer`."""
    return answer(_plain(response))


def every(path: str, query: Mapping[str, str]) -> Generator[Request, Response, list[dict[str, Any]] | None]:
    """The objects of a list, page by page; None when what they belong to is not there. Raises as `pages`."""

    def following(read: dict[str, Any]) -> Request | None:
        after = next_page(read)
        return page(path, query, after) if after else None

    read = yield from _plainly(pages(page(path, query, None), following))
    return None if read is None else [item for each in read for item in each["data"]]


def error_of(response: Response) -> dict[str, Any]:
    """The `error` of an answer; empty when it has none that can be read."""
    try:
        error = loads_answer(response.body).get("error")
    except MalformedJsonError:
        return {}
    return error if isinstance(error, dict) else {}


def _plain(response: Response) -> Response:
    """What a parameter names and Stripe does not have is a 400 there."""
    missing = response.status == 400 and error_of(response).get("code") == "resource_missing"  # noqa: PLR2004  an HTTP status
    return response.model_copy(update={"status": 404}) if missing else response


def _plainly(
    dialogue: Generator[Request, Response, list[dict[str, Any]] | None],
) -> Generator[Request, Response, list[dict[str, Any]] | None]:
    try:
        request = next(dialogue)
        while True:
            request = dialogue.send(_plain((yield request)))
    except StopIteration as done:
        ended: list[dict[str, Any]] | None = done.value
        return ended
