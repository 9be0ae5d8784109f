import json

import pytest

from countersign.sdk import NotApplied, ReadRefusedError, ReadUnavailableError, Response, Unknown
from countersign.sdk.aws import aws_answer, aws_code, aws_failure, aws_health


def refused(status: int, code: str, **headers: str) -> Response:
    return Response(
        status=status, headers={"x-amzn-errortype": code, "x-amzn-requestid": "4a7c"} | headers, body=b'{"message":"marta@mail.example"}'
    )


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"x-amzn-errortype": "MessageRejected"}, {}),
        ({"x-amzn-errortype": "MessageRejected:http://internal.amazon.com/coral/com.amazonaws.sesv2/"}, {}),
        ({}, {"__type": "MessageRejected"}),
        ({}, {"__type": "com.amazonaws.sesv2#MessageRejected"}),
        ({}, {"code": "MessageRejected"}),
    ],
)
def test_an_error_has_its_name_in_the_header_or_the_body(headers: dict[str, str], body: dict[str, str]) -> None:
    assert aws_code(Response(status=400, headers=headers, body=json.dumps(body).encode())) == "MessageRejected"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"code": 7}', b'{"code": "marta@mail.example"}', b'{"__type": null}'])
def test_what_is_no_name_of_an_error_is_not_passed_on(body: bytes) -> None:
    assert aws_code(Response(status=400, body=body)) is None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "ThrottlingException", "rate_limited"),
        (402, "ServiceQuotaExceededException", "rate_limited"),
        (429, "TooManyRequestsException", "rate_limited"),
        (400, "IncompleteSignatureException", "auth"),
        (403, "ExpiredTokenException", "auth"),
        (403, "AccessDeniedException", "permission"),
        (404, "ResourceNotFoundException", "not_found"),
        (409, "ConflictException", "conflict"),
        (400, "ValidationException", "invalid"),
    ],
)
def test_a_refusal_is_told_by_its_name_before_its_status(status: int, code: str, kind: str) -> None:
    outcome = aws_failure(refused(status, code, **{"retry-after": "7"}))

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.kind, outcome.error.vendor_code, outcome.error.vendor_request_id) == (kind, code, "4a7c")
    assert outcome.error.retry_after_seconds == 7
    assert "marta" not in outcome.error.model_dump_json()


@pytest.mark.parametrize("code", ["InternalServiceException", "ThrottlingException"])
def test_a_server_error_leaves_the_effect_in_doubt_whatever_it_is_called(code: str) -> None:
    assert isinstance(aws_failure(refused(500, code)), Unknown)


def test_a_throttled_read_is_unavailable_for_as_long_as_aws_says() -> None:
    with pytest.raises(ReadUnavailableError) as told:
        aws_answer(refused(400, "ThrottlingException", **{"retry-after": "7"}))
    assert told.value.retry_after_seconds == 7


def test_a_refused_read_says_by_which_error_and_quotes_nobody() -> None:
    with pytest.raises(ReadRefusedError, match=r"^the system answered 400 \(ValidationException\)$"):
        aws_answer(refused(400, "ValidationException"))


def test_a_read_of_what_aws_does_not_have_is_refused() -> None:
    with pytest.raises(ReadRefusedError, match=r"404 \(ResourceNotFoundException\)"):
        aws_answer(refused(404, "ResourceNotFoundException"))


def test_the_self_test_names_the_error() -> None:
    assert aws_health(refused(403, "AccessDeniedException")).findings == ("AWS answered 403 (AccessDeniedException)",)
    assert aws_health(Response(status=200)).ok
