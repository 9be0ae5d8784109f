"""JSON-RPC as Tryton speaks it (`trytond.protocols.jsonrpc`): whatever its models say to a call, no included, comes with status 200."""

from collections.abc import Mapping, Sequence
from typing import Any

from countersign.sdk import ErrorKind, NotApplied, ReadRefusedError, ReadUnavailableError, Request, Response, Unknown, VendorError
from countersign.sdk.requests import json_request
from countersign.sdk.responses import failure, present, unreadable
from countersign.sdk.strict_json import Json, MalformedJsonError, loads_answer

PATH = "/rpc/"
WRITE_MECHANISMS = "model.party.contact_mechanism.write"
READ_MECHANISMS = "model.party.contact_mechanism.read"
COUNT_MECHANISMS = "model.party.contact_mechanism.search_count"
FIND_PARTIES = "model.party.party.search_read"
FIND_MAILS = "model.ir.email.search_read"
# What changes nothing.
READING = (READ_MECHANISMS, COUNT_MECHANISMS, FIND_PARTIES, FIND_MAILS)

# The exceptions that Tryton names (`trytond.exceptions`); each ends the transaction, and with it whatever the call had done.
_REFUSALS: Mapping[str, ErrorKind] = {
    "ConcurrencyException": "conflict",
    "LoginException": "auth",
    "RateLimitException": "rate_limited",
    "UserError": "invalid",
    "UserWarning": "invalid",
}


def call(method: str, params: Sequence[Any], context: Mapping[str, Any] | None = None) -> Request:
    """With these three members and no others Tryton answers as JSON-RPC; the last parameter is the context."""
    return json_request("POST", PATH, {"id": 1, "method": method, "params": [*params, context or {}]})


def failed(response: Response) -> NotApplied | Unknown | None:
    """Why a call was not done, or may not have been; None when Tryton returned a result."""
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return failure(response)
    try:
        body = loads_answer(response.body)
    except MalformedJsonError:
        return unreadable(response)
    if "error" not in body:
        return None if "result" in body else unreadable(response)
    name = _name(body["error"])
    if name not in _REFUSALS:
        return Unknown(error=VendorError(kind="unexpected", safe_message="Tryton failed, and does not say by which of its exceptions"))
    return NotApplied(error=VendorError(kind=_REFUSALS[name], safe_message=f"Tryton refused by {name}", vendor_code=name))


def result_of(response: Response) -> Any:
    """What a reading call returned; raises ReadUnavailableError and ReadRefusedError, also for a no with status 200."""
    body = present(response)
    if "error" in body or "result" not in body:
        name = _name(body.get("error"))
        if name == "RateLimitException":
            raise ReadUnavailableError("Tryton is asked too often")
        raise ReadRefusedError(f"Tryton refused by {name}" if name in _REFUSALS else "Tryton's answer holds no result")
    return body["result"]


def _name(error: Json) -> str:
    first = error[0] if isinstance(error, list) and error else None
    return first if isinstance(first, str) else ""
