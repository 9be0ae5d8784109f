"""What Twilio's answer to a write means."""

from collections.abc import Mapping
from typing import Any

from countersign.sdk import Applied, MalformedJsonError, NotApplied, Outcome, Response, Unknown, VendorError, loads_answer
from countersign.sdk.contract import ErrorKind
from countersign.sdk.responses import failure, unreadable

# 201 for what is new, 200 for a call that was changed.
_DONE = frozenset({200, 201})
# Nobody was reached.
_FAILED = frozenset({"canceled", "failed", "undelivered"})
# Codes that say more than the status of 400 they come with (twilio.com/docs/api/errors).
_KINDS: Mapping[int, ErrorKind] = {
    21215: "permission",  # no calls to that country
    21220: "conflict",  # the call is not in progress
    21408: "permission",  # no messages to that country
    21611: "rate_limited",  # the sender's queue is full
}


def meaning(response: Response) -> Outcome:
    """A success may hold a message or a call that failed."""
    answered = _object(response)
    if response.status not in _DONE:
        return _refusal(response, answered)
    sid, status = answered.get("sid"), answered.get("status")
    if not isinstance(sid, str) or not isinstance(status, str):
        return unreadable(response)
    if status in _FAILED:
        return NotApplied(error=VendorError(kind="conflict", safe_message=f"it is {status}", vendor_code=_code(answered, "error_code")))
    return Applied(vendor_id=sid, result={"id": sid})


def _refusal(response: Response, answered: Mapping[str, Any]) -> NotApplied | Unknown:
    told = failure(response)
    noted = {"vendor_code": _code(answered, "code"), "vendor_request_id": response.headers.get("twilio-request-id")}
    kind = _KINDS.get(answered["code"]) if response.status == 400 and noted["vendor_code"] else None  # noqa: PLR2004  an HTTP status
    return told.model_copy(update={"error": told.error.model_copy(update={**noted, **({"kind": kind} if kind else {})})})


def _code(answered: Mapping[str, Any], name: str) -> str | None:
    """Twilio's codes are numbers; a text there is not a code."""
    return str(answered[name]) if isinstance(answered.get(name), int) else None


def _object(response: Response) -> dict[str, Any]:
    """Empty for an answer that is no object."""
    try:
        return dict(loads_answer(response.body))
    except MalformedJsonError:
        return {}
