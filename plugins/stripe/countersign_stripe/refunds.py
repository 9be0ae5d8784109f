"""Refunds: what is sent, what its answer means, and finding it again."""

from collections.abc import Generator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from countersign.sdk import (
    Applied,
    Arguments,
    Listed,
    Listing,
    MalformedJsonError,
    NotApplied,
    Outcome,
    Request,
    Response,
    Unknown,
    VendorError,
    loads_answer,
)
from countersign.sdk.requests import form_request
from countersign.sdk.responses import absent, failure, present, unreadable
from countersign_stripe.amounts import from_stripe, to_stripe
from countersign_stripe.asking import VERSION, error_of, every, next_page, page

_PATH = "/v1/refunds"
_PAGE = "100"
# Stripe forgets a key after a day or more, and metadata never.
_KEY = "countersign_key"
# The money did not leave, or came back.
_FAILED = frozenset({"failed", "canceled"})
# The charge is not as it was when the refund was approved.
_CONFLICTS = frozenset({"balance_insufficient", "charge_already_refunded", "charge_disputed", "refund_disputed_payment"})


def prepare(arguments: Arguments, key: str) -> Request:
    """Money goes back the way it came, so neither customer nor currency is Stripe's to be told."""
    fields = {
        "charge": arguments["order_id"],
        "amount": str(to_stripe(arguments["amount_minor"], arguments["currency"])),
        f"metadata[{_KEY}]": key,
    }
    return form_request("POST", _PATH, fields, headers=(VERSION, ("idempotency-key", key)))


def meaning(response: Response) -> Outcome:
    """A success may hold a refund that failed."""
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return _refusal(response)
    try:
        return _outcome(loads_answer(response.body)) or unreadable(response)
    except MalformedJsonError:
        return unreadable(response)


def look_up(request: Request, key: str) -> Generator[Request, Response, Outcome]:
    """Among all refunds of the charge: Stripe cannot search them by metadata."""
    (charge,) = parse_qs(request.body or "")["charge"]
    refunds = yield from every(_PATH, {"charge": charge, "limit": _PAGE})
    ours = [outcome for refund in refunds or () if _key(refund) == key and (outcome := _outcome(refund))]
    return ours[0] if ours else absent("no refund of the charge carries the action's key")


def listing(since: str, after: str | None) -> Generator[Request, Response, Listing]:
    """Refunds that failed are not among them: no money moved."""
    query = {"created[gte]": str(int(datetime.fromisoformat(since).timestamp())), "limit": _PAGE}
    read: dict[str, Any] = present((yield page(_PATH, query, after)))
    refunds = [refund for refund in read["data"] if refund["status"] not in _FAILED]
    return Listing(effects=tuple(_listed(refund) for refund in refunds), next_page=next_page(read))


def _outcome(refund: Mapping[str, Any]) -> Applied | NotApplied | None:
    """None for what is no refund. One of before there were statuses has none."""
    refund_id, status = refund.get("id"), refund.get("status")
    if refund.get("object") != "refund" or not isinstance(refund_id, str):
        return None
    if status in _FAILED:
        return NotApplied(error=VendorError(kind="conflict", safe_message=f"the refund is {status}", vendor_code=status))
    return Applied(vendor_id=refund_id, result={"id": refund_id, "status": status})


def _refusal(response: Response) -> NotApplied | Unknown:
    told, error = failure(response), error_of(response)
    noted = told.error.model_copy(update={"vendor_request_id": response.headers.get("request-id")})
    if response.status == 409:  # noqa: PLR2004  another request with our key is under way, and may yet succeed
        return Unknown(error=noted.model_copy(update={"kind": "unavailable"}))
    if error.get("code") == "resource_missing":
        return NotApplied(error=noted.model_copy(update={"kind": "not_found"}))
    if response.status == 402 or error.get("code") in _CONFLICTS or error.get("type") == "idempotency_error":  # noqa: PLR2004  402: understood, and failed
        return NotApplied(error=noted.model_copy(update={"kind": "conflict"}))
    return told.model_copy(update={"error": noted})


def _listed(refund: Mapping[str, Any]) -> Listed:
    currency = refund["currency"].upper()
    return Listed(
        vendor_id=refund["id"],
        key=_key(refund),
        at=datetime.fromtimestamp(refund["created"], UTC),
        amount_minor=from_stripe(refund["amount"], currency),
        currency=currency,
    )


def _key(refund: Mapping[str, Any]) -> str | None:
    return (refund.get("metadata") or {}).get(_KEY)
