"""What an HTTP response means when a system follows the rules; connectors of systems that do not, decide for themselves first."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from countersign.sdk.contract import Applied, Health, NotApplied, Outcome, Response, Unknown, VendorError
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError
from countersign.sdk.strict_json import Json, MalformedJsonError, loads_answer
from countersign.sdk.waiting import retry_after

_Kind: TypeAlias = Literal["auth", "permission", "invalid", "not_found", "conflict", "rate_limited"]

# Statuses by which the system says that it did not act (RFC 9110, section 15.5; 428 and 429: RFC 6585). Whatever is not listed,
# redirects and 408 included, leaves the effect in doubt.
_REFUSALS: Mapping[int, _Kind] = {
    400: "invalid",
    401: "auth",
    403: "permission",
    404: "not_found",
    405: "invalid",
    409: "conflict",
    410: "not_found",
    412: "conflict",
    413: "invalid",
    415: "invalid",
    422: "invalid",
    428: "conflict",
    429: "rate_limited",
}


def failure(response: Response) -> NotApplied | Unknown:
    """The outcome of a write that was answered with anything but the expected success."""
    code, request_id = _vendor_code(response), response.headers.get("x-request-id")
    kind = _REFUSALS.get(response.status)
    if kind is None:
        return Unknown(
            error=VendorError(
                kind="unavailable" if response.status >= 500 else "unexpected",  # noqa: PLR2004  server errors, RFC 9110
                safe_message=f"the system answered {response.status}",
                vendor_code=code,
                vendor_request_id=request_id,
            )
        )
    return NotApplied(
        error=VendorError(
            kind=kind,
            safe_message=f"the system refused with {response.status}",
            retry_after_seconds=retry_after(response),
            vendor_code=code,
            vendor_request_id=request_id,
        )
    )


def created(response: Response, *, expected: tuple[int, ...] = (200, 201), kept: tuple[str, ...] = ()) -> Outcome:
    """The outcome of a write that is answered with the object, as JSON with its `id`; a success without one is in doubt.

    The result has the id, and those of the members `kept` that are there: what an undo will need.
    """
    if response.status not in expected:
        return failure(response)
    try:
        made = loads_answer(response.body)
    except MalformedJsonError:
        return unreadable(response)
    vendor_id = made.get("id")
    if not isinstance(vendor_id, str):
        return unreadable(response)
    return Applied(vendor_id=vendor_id, result={name: made[name] for name in ("id", *kept) if name in made})


def unreadable(response: Response) -> Unknown:
    """The outcome of a write whose success status came with an answer nobody can read."""
    return Unknown(
        error=VendorError(
            kind="unexpected",
            safe_message=f"the system answered {response.status} with an unreadable body",
            vendor_request_id=response.headers.get("x-request-id"),
        )
    )


def answer(response: Response) -> dict[str, Json] | None:
    """The JSON object a read was answered with; None for 404.

    Raises:
        ReadUnavailableError: for 429 and server errors.
        ReadRefusedError: for every other status, and for a body that is not one JSON object.

    """
    if response.status == 404:  # noqa: PLR2004  an HTTP status
        return None
    if response.status == 429 or response.status >= 500:  # noqa: PLR2004  HTTP statuses
        raise ReadUnavailableError(f"the system answered {response.status}", retry_after_seconds=retry_after(response))
    if response.status != 200:  # noqa: PLR2004  an HTTP status
        raise ReadRefusedError(f"the system answered {response.status}")
    try:
        return loads_answer(response.body)
    except MalformedJsonError as error:
        raise ReadRefusedError(f"the system's answer cannot be read: {error}") from error


def present(response: Response) -> dict[str, Json]:
    """As `answer`, for what is always there: raises ReadRefusedError for 404 too."""
    found = answer(response)
    if found is None:
        raise ReadRefusedError("the system answered 404")
    return found


def absent(safe_message: str) -> NotApplied:
    """The outcome of a look-up that proves the effect is not there."""
    return NotApplied(error=VendorError(kind="not_found", safe_message=safe_message))


def health(response: Response) -> Health:
    """What the answer to a harmless GET says of the connection; 404 is an answer too, for the credential came first."""
    if response.status in {401, 403}:
        return Health(ok=False, findings=("the system does not accept the credential",))
    if response.status not in {200, 204, 404}:
        return Health(ok=False, findings=(f"the system answered {response.status}",))
    return Health(ok=True)


def _vendor_code(response: Response) -> str | None:
    """`{"error": {"code": ...}}` or `{"code": ...}`, the two usual places."""
    try:
        body = loads_answer(response.body)
    except MalformedJsonError:
        return None
    nested = body.get("error")
    code = (nested if isinstance(nested, dict) else body).get("code")
    return code if isinstance(code, str) else None
