from typing import Any

from tests.builders import CASE_ID, TENANT, make_chain

from countersign.adapters.attribute_values import typed
from countersign.adapters.audit_stream import new_event
from countersign.adapters.in_memory import InMemoryStore
from countersign.record import keys

EVENTS = make_chain(InMemoryStore(), 4)
PLACE = keys.audit(TENANT, CASE_ID, 3)


def brought(row: dict[str, Any], kind: str = "INSERT", partition: str = PLACE.partition, sort: str = PLACE.sort) -> dict[str, Any]:
    where = {"pk": {"S": partition}, "sk": {"S": sort}}
    image = where | {name: typed(value) for name, value in row.items()}
    return {"eventName": kind, "dynamodb": {"Keys": where, "NewImage": image}}


def test_a_row_is_an_event_at_its_own_place_only() -> None:
    row = EVENTS[3].to_json()
    assert new_event(brought(row)) == EVENTS[3]
    assert new_event(brought(row, sort="0000000004")) is None
    assert new_event(brought(row | {"note": "x"})) is None
    assert new_event(brought({})) is None


def test_what_was_changed_or_taken_away_is_no_new_event() -> None:
    assert new_event(brought(EVENTS[3].to_json(), "MODIFY")) is None
    assert new_event({"eventName": "REMOVE", "dynamodb": {"Keys": {"pk": {"S": PLACE.partition}, "sk": {"S": PLACE.sort}}}}) is None


def test_a_row_of_no_case_of_ours_is_no_event() -> None:
    odd = EVENTS[0].model_copy(update={"case_id": "C-1 2"})
    place = keys.audit(TENANT, odd.case_id, 0)
    assert new_event(brought(odd.to_json(), partition=place.partition, sort=place.sort)) is None
