"""What an answer of an AWS service means that speaks REST-JSON (Smithy's `aws.protocols#restJson1`)."""

import re
from collections.abc import Mapping

from countersign.sdk.contract import ErrorKind, Health, NotApplied, Response, Unknown, VendorError
from countersign.sdk.errors import ReadRefusedError, ReadUnavailableError
from countersign.sdk.responses import failure, present
from countersign.sdk.strict_json import Json, MalformedJsonError, loads_answer
from countersign.sdk.waiting import retry_after

# AWS says 403 or 400 for what others say 401 and 429 for ("Common errors" in each API's reference).
UNKNOWN_TO_AWS = frozenset(
    {
        "ExpiredTokenException",
        "IncompleteSignatureException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "UnrecognizedClientException",
    }
)
_BUSY = frozenset({"LimitExceededException", "ServiceQuotaExceededException", "ThrottlingException", "TooManyRequestsException"})
_KINDS: Mapping[str, ErrorKind] = {**dict.fromkeys(UNKNOWN_TO_AWS, "auth"), **dict.fromkeys(_BUSY, "rate_limited")}
_CODE = re.compile(r"[A-Z][A-Za-z]{1,63}")


def aws_code(response: Response) -> str | None:
    """The error's own name, from its header or its body; None for anything that is no such name."""
    told = response.headers.get("x-amzn-errortype") or _in_body(response)
    # As `com.amazonaws.sesv2#MessageRejected:http://...`; what stands around the name is to be left off.
    name = told.partition(":")[0].rpartition("#")[2] if isinstance(told, str) else ""
    return name if _CODE.fullmatch(name) else None


def aws_failure(response: Response, kinds: Mapping[str, ErrorKind] | None = None) -> NotApplied | Unknown:
    """The outcome of a write that was answered with anything but the expected success.

    `kinds` has those of the service's own errors that mean something else than their status.
    """
    code = aws_code(response)
    told = {"vendor_code": code, "vendor_request_id": response.headers.get("x-amzn-requestid")}
    kind = {**_KINDS, **(kinds or {})}.get(code or "") if response.status < 500 else None  # noqa: PLR2004  server errors, RFC 9110
    if kind is None:
        usual = failure(response)
        return usual.model_copy(update={"error": usual.error.model_copy(update=told)})
    message = f"AWS refused with {response.status}"
    return NotApplied(error=VendorError(kind=kind, safe_message=message, retry_after_seconds=retry_after(response), **told))


def aws_answer(response: Response) -> dict[str, Json]:
    """The JSON object a read was answered with, as `present` does it, with AWS's own ways to say that it is busy.

    Raises:
        ReadUnavailableError: AWS is busy or broken.
        ReadRefusedError: AWS will not answer, 404 included; the message says by which error.

    """
    code = aws_code(response) if response.status >= 400 else None  # noqa: PLR2004  errors, RFC 9110
    if code in _BUSY:
        raise ReadUnavailableError(f"AWS answered {code}", retry_after_seconds=retry_after(response))
    try:
        return present(response)
    except ReadRefusedError as error:
        raise ReadRefusedError(f"{error} ({code})" if code else str(error)) from error


def aws_health(response: Response) -> Health:
    """What the answer to a harmless request says of the connection; by its error's name, which is what an operator looks up."""
    if response.status == 200:  # noqa: PLR2004  an HTTP status
        return Health(ok=True)
    code = aws_code(response)
    return Health(ok=False, findings=(f"AWS answered {response.status}" + (f" ({code})" if code else ""),))


def _in_body(response: Response) -> Json:
    try:
        body = loads_answer(response.body)
    except MalformedJsonError:
        return None
    return body.get("__type", body.get("code"))
