import pytest

from countersign.sdk import RateFacts, Response
from countersign.sdk.waiting import seconds_to_wait

DATE = "Sat, 21 Nov 2026 12:00:00 GMT"
EPOCH = 1_795_262_400  # the same moment


def answered(status: int, **headers: str) -> Response:
    return Response(status=status, headers={"date": DATE} | {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("seconds", "30"),
        ("epoch_seconds", str(EPOCH + 30)),
        ("epoch_milliseconds", str((EPOCH + 30) * 1000)),
        ("iso_8601", "2026-11-21T12:00:30Z"),
    ],
)
def test_a_reset_header_is_read_in_its_own_unit(unit: str, value: str) -> None:
    rate = RateFacts(reset_header="x-reset", reset_unit=unit)

    assert seconds_to_wait(answered(429, x_reset=value), rate) == 30


def test_retry_after_goes_before_the_reset_header() -> None:
    rate = RateFacts(reset_header="x-reset")

    assert seconds_to_wait(answered(503, retry_after="7", x_reset="30"), rate) == 7


def test_a_success_that_was_the_last_one_allowed_asks_to_wait() -> None:
    rate = RateFacts(remaining_header="x-left", reset_header="x-reset")

    assert seconds_to_wait(answered(200, x_left="0", x_reset="12"), rate) == 12
    assert seconds_to_wait(answered(200, x_left="1", x_reset="12"), rate) is None


@pytest.mark.parametrize("value", ["", "soon", "-3", "1e9", "9" * 40, "2026-11-21T12:00:30"])
@pytest.mark.parametrize("unit", ["seconds", "epoch_seconds", "epoch_milliseconds", "iso_8601"])
def test_what_is_no_time_says_nothing(unit: str, value: str) -> None:
    assert seconds_to_wait(answered(429, x_reset=value), RateFacts(reset_header="x-reset", reset_unit=unit)) is None


def test_a_moment_without_the_systems_own_clock_says_nothing() -> None:
    rate = RateFacts(reset_header="x-reset", reset_unit="epoch_seconds")

    assert seconds_to_wait(Response(status=429, headers={"x-reset": str(EPOCH)}), rate) is None
