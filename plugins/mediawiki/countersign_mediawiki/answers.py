"""What MediaWiki answers: its errors come with status 200."""

import re
from typing import Any

from countersign.sdk import ReadRefusedError, ReadUnavailableError, Response
from countersign.sdk.responses import present
from countersign.sdk.waiting import retry_after

# Said for now: replicas that lag, a user who asks too often, a database that is locked, and failures inside (API:Errors and warnings).
_PASSES = re.compile(r"maxlag|ratelimited|readonly|internal_api_error_\w+")
_CODE = re.compile(r"[a-z0-9_-]{1,60}")


def answered(response: Response) -> dict[str, Any]:
    """The answer's members.

    Raises:
        ReadUnavailableError: for an error that passes.
        ReadRefusedError: for any other, by its code alone: what it says in words may quote the question.

    """
    found: dict[str, Any] = present(response)
    error = found.get("error")
    if error is None:
        return found
    code = error.get("code") if isinstance(error, dict) else None
    if not (isinstance(code, str) and _CODE.fullmatch(code.lower())):
        raise ReadRefusedError("the wiki answered with an error")
    if _PASSES.fullmatch(code):
        raise ReadUnavailableError(f"the wiki answered {code}", retry_after_seconds=retry_after(response))
    raise ReadRefusedError(f"the wiki answered {code}")


def pages(response: Response) -> list[dict[str, Any]]:
    """Those that a query found; raises as `answered`, and ReadRefusedError for what is no answer to a query."""
    found = answered(response)
    try:
        every: list[dict[str, Any]] = found["query"]["pages"] if "query" in found else []
    except (KeyError, TypeError):
        raise ReadRefusedError("the wiki's answer has no pages") from None
    if not every and not found.get("batchcomplete"):
        # A search that finds nothing says that it is complete, and has no query at all.
        raise ReadRefusedError("the wiki's answer is no answer to a query")
    return every
