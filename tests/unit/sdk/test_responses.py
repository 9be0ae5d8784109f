import pytest

from countersign.sdk import Applied, NotApplied, ReadRefusedError, ReadUnavailableError, Response, Unknown
from countersign.sdk.responses import answer, created, failure
from countersign.sdk.waiting import retry_after

DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid"),
        (401, "auth"),
        (403, "permission"),
        (404, "not_found"),
        (409, "conflict"),
        (412, "conflict"),
        (422, "invalid"),
        (429, "rate_limited"),
    ],
)
def test_a_refusal_is_not_applied(status: int, kind: str) -> None:
    outcome = failure(Response(status=status))

    assert isinstance(outcome, NotApplied)
    assert outcome.error.kind == kind


@pytest.mark.parametrize("status", [200, 202, 302, 307, 408, 418, 500, 502, 503, 504])
def test_every_other_status_leaves_the_effect_in_doubt(status: int) -> None:
    assert isinstance(failure(Response(status=status)), Unknown)


@pytest.mark.parametrize("body", [b'{"id":"7"}', b'{"id":"7","more":[1,2]}'])
def test_a_created_object_is_applied(body: bytes) -> None:
    assert created(Response(status=201, body=body)) == Applied(vendor_id="7", result={"id": "7"})


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"id":7}', b'{"status":"ok"}', b'{"id":"7","id":"8"}', b'["7"]'])
def test_a_success_nobody_can_read_is_in_doubt(body: bytes) -> None:
    assert isinstance(created(Response(status=201, body=body)), Unknown)


@pytest.mark.parametrize("body", [b'{"error":{"code":"taken"}}', b'{"code":"taken"}'])
def test_the_systems_own_code_and_request_id_are_kept(body: bytes) -> None:
    error = failure(Response(status=409, headers={"x-request-id": "req_1"}, body=body)).error

    assert (error.vendor_code, error.vendor_request_id) == ("taken", "req_1")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("9" * 5000, None),
    ],
)
def test_retry_after_in_both_forms(header: str, seconds: int | None) -> None:
    assert retry_after(Response(status=429, headers={"retry-after": header, "date": DATE})) == seconds


def test_a_date_without_the_systems_clock_says_nothing() -> None:
    assert retry_after(Response(status=429, headers={"retry-after": DATE})) is None


def test_a_read_is_answered_by_an_object_or_nothing() -> None:
    assert answer(Response(status=200, body=b'{"a":1}')) == {"a": 1}
    assert answer(Response(status=404)) is None


def test_a_number_with_a_fraction_comes_as_its_own_text() -> None:
    """No float: what a system calls 0.10 stays 0.10."""
    assert answer(Response(status=200, body=b'{"score":0.10,"big":1e400}')) == {"score": "0.10", "big": "1e400"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_read_may_come_back_later(status: int) -> None:
    with pytest.raises(ReadUnavailableError) as caught:
        answer(Response(status=status, headers={"retry-after": "7"}))

    assert caught.value.retry_after_seconds == 7


@pytest.mark.parametrize(("status", "body"), [(401, b""), (403, b"{}"), (302, b""), (200, b"[1]"), (200, b'{"a":NaN}')])
def test_a_read_is_refused_for_good(status: int, body: bytes) -> None:
    with pytest.raises(ReadRefusedError):
        answer(Response(status=status, body=body))
