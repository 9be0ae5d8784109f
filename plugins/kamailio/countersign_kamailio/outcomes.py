"""What Kamailio's answers mean. A call that it took is on its way: whether the customer answers is told by `call.read`."""

from collections.abc import Mapping

from countersign.sdk import Applied, ErrorKind, NotApplied, Outcome, Response, Unknown, VendorError
from countersign.sdk.responses import failure, unreadable
from countersign.sdk.strict_json import Json, MalformedJsonError
from countersign_kamailio.rpc import result_of

# Final answers of SIP (RFC 3261, section 21) that do not leave in doubt whether the REFER was taken. Others below 500 mean it was not, too.
_REFUSALS: Mapping[int, ErrorKind] = {
    401: "auth",
    403: "permission",
    404: "not_found",
    407: "auth",
    410: "not_found",
    480: "not_found",
    481: "not_found",
    486: "conflict",
    600: "conflict",
    603: "conflict",
    604: "not_found",
}


def taken(response: Response, vendor_id: str) -> Outcome:
    """The outcome of a command that answers nothing but that it was taken."""
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        return failure(response)
    try:
        result_of(response)
    except MalformedJsonError:
        return unreadable(response)
    return Applied(vendor_id=vendor_id, result={"id": vendor_id})


def transferred(response: Response, vendor_id: str) -> Outcome:
    """The outcome of a REFER: HTTP says that Kamailio sent it, and its result what SIP answered, as `[202, "Accepted", ...]`."""
    taken_up = taken(response, vendor_id)
    if not isinstance(taken_up, Applied):
        return taken_up
    status = _status(result_of(response))
    if status is None:
        return unreadable(response)
    return taken_up if status // 100 == 2 else _refused(status)  # noqa: PLR2004  success, in SIP as in HTTP


def _status(result: Json) -> int | None:
    first = result[0] if isinstance(result, list) and result else None
    return first if isinstance(first, int) and not isinstance(first, bool) else None


def _refused(status: int) -> NotApplied | Unknown:
    message, code = f"the call answered {status}", str(status)
    if status == 408 or 500 <= status < 600:  # noqa: PLR2004  no answer in time, and server failures: RFC 3261, sections 21.4.9 and 21.5
        kind: ErrorKind = "timeout" if status == 408 else "unavailable"  # noqa: PLR2004  as above
        return Unknown(error=VendorError(kind=kind, safe_message=message, vendor_code=code))
    return NotApplied(error=VendorError(kind=_REFUSALS.get(status, "invalid"), safe_message=message, vendor_code=code))
