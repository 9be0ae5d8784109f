"""A fake on the loopback answers as it does in memory."""

import httpx

from countersign.kit.serving import serving
from countersign.sdk import Response
from countersign.sdk.conformance import Asked, FakeSystem, reply, route

NOON = "Sat, 21 Nov 2026 12:00:00 GMT"


class Clock(FakeSystem):
    """Has a clock of its own."""

    @route("GET", "/{when}")
    def tell(self, asked: Asked) -> Response:
        return reply(200, {}, **({"date": NOON} if asked.names["when"] == "noon" else {}))


def test_a_fakes_own_date_is_the_only_one() -> None:
    with serving(Clock()) as address:
        told, kept = (httpx.get(f"{address}/{when}").headers.get_list("date") for when in ("noon", "now"))

    assert told == [NOON]
    assert len(kept) == 1
