"""What HubSpot's answer to a write means. The tables of errors in its connectors' pages are this module's.

An error is `{"status": "error", "category": ..., "message": ..., "correlationId": ...}`; its message may quote the customer.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from countersign.sdk.contract import Applied, NotApplied, Outcome, Response, Unknown, VendorError
from countersign.sdk.responses import failure, unreadable
from countersign.sdk.strict_json import MalformedJsonError, loads_answer
from countersign.sdk.waiting import retry_after

_Kind: TypeAlias = Literal["auth", "permission", "invalid", "not_found", "conflict", "rate_limited", "unavailable"]

_CATEGORIES: Mapping[str, _Kind] = {
    "CONFLICT": "conflict",
    "EXPIRED_AUTHENTICATION": "auth",
    "INVALID_AUTHENTICATION": "auth",
    "MISSING_SCOPES": "permission",
    "OBJECT_ALREADY_EXISTS": "conflict",
    "OBJECT_NOT_FOUND": "not_found",
    "RATE_LIMITS": "rate_limited",
    "VALIDATION_ERROR": "invalid",
}
# HubSpot's own: locked while much is written at once, and the account on its way to another data centre.
_LATER = frozenset({423, 477})
_DONE = frozenset({200, 201})
_SUCCESSES = _DONE | {207}
_CODE = re.compile(r"[A-Z][A-Z_]{1,49}")
_CORRELATION = re.compile(r"[0-9a-fA-F-]{8,64}")


def interpret(response: Response) -> Outcome:
    """A success is the object with its number; errors may stand in 200, and among the results of 207."""
    body = _body(response)
    if response.status not in _SUCCESSES:
        return _told(_failure(response), body)
    if (error := _error_within(body)) is not None:
        return _told(_error_in_success(response, error), error)
    if response.status not in _DONE or not isinstance(body.get("id"), str):
        return unreadable(response)
    updated = {"updated_at": body["updatedAt"]} if "updatedAt" in body else {}
    return Applied(vendor_id=body["id"], result={"id": body["id"], **updated})


def _body(response: Response) -> dict[str, Any]:
    try:
        return loads_answer(response.body)
    except MalformedJsonError:
        return {}


def _error_within(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    if body.get("status") == "error":
        return body
    errors = body.get("errors")
    return errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) and not body.get("results") else None


def _failure(response: Response) -> NotApplied | Unknown:
    if response.status not in _LATER:
        return failure(response)
    message = f"HubSpot takes no changes now and answers {response.status}"
    return NotApplied(error=VendorError(kind="unavailable", safe_message=message, retry_after_seconds=retry_after(response)))


def _error_in_success(response: Response, error: Mapping[str, Any]) -> NotApplied | Unknown:
    kind = _CATEGORIES.get(str(error.get("category")))
    if kind is None:
        return unreadable(response)
    return NotApplied(error=VendorError(kind=kind, safe_message=f"HubSpot answered {response.status} with an error"))


def _told(outcome: NotApplied | Unknown, error: Mapping[str, Any]) -> NotApplied | Unknown:
    """With HubSpot's word for it, and the number by which its support finds it, if they have the shape of such."""
    told = {"vendor_code": _shaped(_CODE, error.get("category")), "vendor_request_id": _shaped(_CORRELATION, error.get("correlationId"))}
    return outcome.model_copy(update={"error": outcome.error.model_copy(update=told)})


def _shaped(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
