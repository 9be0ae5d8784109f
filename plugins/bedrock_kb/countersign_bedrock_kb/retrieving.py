"""Asking by Retrieve, page by page."""

from collections.abc import Generator
from typing import Any

from countersign.sdk import ReadUnavailableError, Request, Response, loads_object
from countersign.sdk.aws import aws_answer, aws_code
from countersign.sdk.paging import pages
from countersign.sdk.requests import json_request

# "Retry the request" is what the reference says of these, which are no refusals.
_PASSING = frozenset({"ConflictException", "DependencyFailedException"})


def retrieving(text: str, *, chunks: int, article_id: str | None = None) -> Request:
    """The first page of at most so many chunks, best first; of one article alone if it is named."""
    search: dict[str, Any] = {"numberOfResults": chunks}
    if article_id is not None:
        search["filter"] = {"equals": {"key": "article_id", "value": article_id}}
    asked = {"retrievalQuery": {"text": text}, "retrievalConfiguration": {"vectorSearchConfiguration": search}}
    return json_request("POST", "/retrieve", asked)


def retrieve(first: Request) -> Generator[Request, Response, list[dict[str, Any]]]:
    """All results. Raises ReadUnavailableError, and ReadRefusedError for what is not the answer of Retrieve."""
    asked = loads_object((first.body or "{}").encode())

    def following(page: dict[str, Any]) -> Request | None:
        token = page.get("nextToken")
        return None if token is None else json_request("POST", "/retrieve", {**asked, "nextToken": token})

    read = yield from pages(first, following, read_as=_answer)
    return [result for page in read or () for result in page["retrievalResults"]]


def _answer(response: Response) -> dict[str, Any]:
    if (code := aws_code(response)) in _PASSING and response.status != 200:  # noqa: PLR2004  an HTTP status
        raise ReadUnavailableError(f"AWS answered {code}")
    return aws_answer(response)
