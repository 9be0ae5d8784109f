"""The moment of sending: a connector has no clock, so the hub fills it in."""

from datetime import UTC, datetime

import pytest

from countersign.adapters.late_binding import LateValues, bind
from countersign.ports import NotSentError
from countersign.sdk import LateBound, Request, Response

MOMENT = LateBound(place="json", name="/properties/at", moment="epoch_milliseconds")
VALUES = LateValues(
    ask=lambda _: Response(status=500), setting=lambda _: "", now=lambda: datetime(2026, 11, 21, 12, 0, 0, 250_999, tzinfo=UTC)
)


def sent(body: str) -> str | None:
    return bind(Request(method="POST", path="/notes", body=body), (MOMENT,), VALUES).body


@pytest.mark.parametrize(
    ("body", "filled_in"),
    [
        ('{"to":[1],"properties":{"text":"}}"}}', '{"to":[1],"properties":{"text":"}}","at":"1795262400250"}}'),
        ('{"properties":{}}', '{"properties":{"at":"1795262400250"}}'),
        ('{"properties":{"ü":{"a":1} }\n}\n', '{"properties":{"ü":{"a":1},"at":"1795262400250"}}'),
    ],
)
def test_the_moment_is_added_where_the_body_ends(body: str, filled_in: str) -> None:
    assert sent(body) == filled_in


@pytest.mark.parametrize("body", ["{}", '{"properties":{},"to":1}', '{"properties":7}', '{"properties":{"at":"0"}}', "[]"])
def test_a_body_that_has_no_place_for_it_is_not_sent(body: str) -> None:
    with pytest.raises(NotSentError, match="cannot be filled in"):
        sent(body)


def test_a_manifest_without_a_moment_has_the_digest_it_had_before_there_were_moments() -> None:
    assert "moment" not in LateBound(place="json", name="From", setting="sender").model_dump()
    assert MOMENT.model_dump()["moment"] == "epoch_milliseconds"
