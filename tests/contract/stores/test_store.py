"""One contract for the table in memory and the table on DynamoDB."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError
from tests.contract.stores.aws import LOGICAL, client, create_tables

from countersign.adapters.dynamodb import DynamoStore
from countersign.adapters.in_memory import InMemoryStore
from countersign.ports import Absent, Check, Due, Key, Put, Queue, Remove, Replace, Store, Table, WriteRefusedError

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
KEY = Key(Table.STATE, "main|case|1", "CASE")
OTHER = Key(Table.STATE, "main|case|1", "PLAN")
THIRD = Key(Table.WARRANT, "main|case|1", "WARRANT#1")
FOURTH = Key(Table.AUDIT, "main|case|1", "0000000000")
ROW = {
    "text": "Grüße 🪴",
    "empty": "",
    "number": 9_007_199_254_740_991,
    "negative": -1,
    "zero": 0,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [1, "a", None, True, {"deep": [2]}],
    "map": {"name": "a", "type": 1, "inner": {"size": None}},
    "empty list": [],
    "empty map": {},
}


def refused(store: Store, *writes) -> tuple[int, ...]:
    with pytest.raises(WriteRefusedError) as refusal:
        store.transact(writes)
    return refusal.value.failed


def test_a_row_comes_back_as_it_was_put(store):
    store.transact([Put(KEY, ROW)])
    found = store.get(KEY)
    assert found == ROW
    assert [type(value) for value in found.values()] == [type(value) for value in ROW.values()]


def test_there_is_no_row_where_none_was_put(store):
    assert store.get(KEY) is None
    assert store.query(Table.STATE, KEY.partition) == []


def test_a_row_read_is_a_copy(store):
    store.transact([Put(KEY, ROW)])
    store.get(KEY)["list"].append("mine")
    assert store.get(KEY) == ROW


def test_a_put_without_expectations_needs_an_empty_place(store):
    store.transact([Put(KEY, {"a": 1})])
    assert refused(store, Put(KEY, {"a": 2})) == (0,)
    assert store.get(KEY) == {"a": 1}


@pytest.mark.parametrize("name", ROW)
def test_a_put_goes_over_the_row_it_expects(store, name):
    store.transact([Put(KEY, ROW)])
    store.transact([Put(KEY, {"a": 2}, expect={name: ROW[name]})])
    assert store.get(KEY) == {"a": 2}


@pytest.mark.parametrize(
    "expect",
    [
        {"text": "grüße 🪴"},
        {"number": 1},
        {"yes": False},
        {"no": None},
        {"nothing": False},
        {"empty": None},
        {"list": [1, "a"]},
        {"map": {"name": "a"}},
        {"missing": 1},
        {"text": ROW["text"], "number": 1},
    ],
    ids=str,
)
def test_a_put_does_not_go_over_another_row(store, expect):
    store.transact([Put(KEY, ROW)])
    assert refused(store, Put(KEY, {"a": 2}, expect=expect)) == (0,)
    assert refused(store, Check(KEY, expect)) == (0,)
    assert store.get(KEY) == ROW


@pytest.mark.parametrize("expect", [{"zero": False}, {"yes": 1}, {"no": 0}, {"missing": None}, {"list": [True, "a"]}], ids=str)
def test_values_are_compared_by_kind(expect):
    """Only in memory: the service does so too, but its emulation compares as Python does, where `True` is 1."""
    store = InMemoryStore()
    store.transact([Put(KEY, ROW | {"list": [1, "a"]})])
    assert refused(store, Check(KEY, expect)) == (0,)


def test_a_put_that_expects_a_row_does_not_make_one(store):
    assert refused(store, Put(KEY, {"a": 2}, expect={"a": 1})) == (0,)
    assert refused(store, Put(KEY, {"a": 2}, expect={})) == (0,)


def test_replace_goes_over_anything(store):
    store.transact([Replace(KEY, {"a": 1, "b": 1})])
    store.transact([Replace(KEY, {"a": 2})])
    assert store.get(KEY) == {"a": 2}


def test_remove_takes_what_is_there(store):
    store.transact([Put(KEY, {"a": 1})])
    store.transact([Remove(KEY), Remove(OTHER)])
    assert store.get(KEY) is None


def test_a_row_that_is_not_the_expected_one_stays(store):
    store.transact([Put(KEY, ROW)])
    assert refused(store, Remove(KEY, expect={"number": 1})) == (0,)
    assert refused(store, Remove(OTHER, expect={"number": 1})) == (0,)
    store.transact([Remove(KEY, expect={"number": ROW["number"]})])
    assert store.get(KEY) is None


def test_all_sort_keys_of_a_partition_are_told_in_order(store):
    store.transact([Put(OTHER, {"a": 1}), Put(KEY, {"a": 1}), Put(THIRD, {"a": 1}), Put(case(7), {"a": 1})])
    assert store.sorts(Table.STATE, KEY.partition) == [KEY.sort, OTHER.sort]
    assert store.sorts(Table.STATE, "main|case|none") == []


def test_check_holds_for_a_row_with_these_values(store):
    store.transact([Put(KEY, ROW)])
    store.transact([Check(KEY, {"yes": True, "map": ROW["map"]}), Put(OTHER, {"a": 1})])
    assert store.get(OTHER) == {"a": 1}


def test_a_missing_row_is_as_good_only_where_it_is_said_to_be(store):
    store.transact([Check(KEY, {"thrown": False}, or_absent=True)])
    assert refused(store, Check(KEY, {"thrown": False})) == (0,)
    store.transact([Put(KEY, {"thrown": True})])
    assert refused(store, Check(KEY, {"thrown": False}, or_absent=True)) == (0,)


def test_absent_holds_for_no_row(store):
    store.transact([Absent(KEY), Put(OTHER, {"a": 1})])
    assert refused(store, Absent(OTHER)) == (0,)


def test_all_writes_or_none_across_tables(store):
    store.transact([Put(OTHER, {"a": 1})])
    assert refused(store, Put(KEY, {"a": 1}), Replace(THIRD, {"a": 1}), Remove(OTHER), Check(FOURTH, {"a": 1})) == (3,)
    assert (store.get(KEY), store.get(THIRD), store.get(OTHER)) == (None, None, {"a": 1})


def test_a_refusal_names_every_position(store):
    store.transact([Put(KEY, {"a": 1})])
    assert refused(store, Absent(KEY), Put(OTHER, {"a": 1}), Check(THIRD, {"a": 1})) == (0, 2)


@pytest.mark.parametrize("writes", [[Absent(KEY), Put(KEY, {"a": 1})], [Remove(KEY), Remove(KEY)]], ids=["check and put", "twice"])
def test_a_transaction_names_a_row_once(store, writes):
    with pytest.raises((ValueError, ClientError)):
        store.transact(writes)


def test_a_transaction_has_a_hundred_writes_at_most(store):
    with pytest.raises((ValueError, ClientError)):
        store.transact([Absent(case(number)) for number in range(101)])


def test_tables_and_partitions_keep_their_rows_apart(store):
    twin = Key(Table.AUDIT, KEY.partition, KEY.sort)
    store.transact([Put(KEY, {"a": 1}), Put(twin, {"a": 2}), Put(Key(Table.STATE, "other|case|1", "CASE"), {"a": 3})])
    assert (store.get(KEY), store.get(twin)) == ({"a": 1}, {"a": 2})
    assert store.query(Table.STATE, KEY.partition) == [{"a": 1}]


def test_a_query_gives_rows_with_the_prefix_in_order(store):
    for sort in ("B#2", "A#10", "B#10", "B", "B#é", "C"):
        store.transact([Put(Key(Table.STATE, "p", sort), {"sort": sort})])
    assert [row["sort"] for row in store.query(Table.STATE, "p", "B#")] == ["B#10", "B#2", "B#é"]
    assert [row["sort"] for row in store.query(Table.STATE, "p", newest_first=True, limit=2)] == ["C", "B#é"]
    assert len(store.query(Table.STATE, "p")) == 6


@pytest.mark.parametrize("prefix", ["", "B#"])
def test_a_query_goes_on_after_a_place_whether_or_not_a_row_is_there(store, prefix):
    for sort in ("A", "B#1", "B#3", "B#5"):
        store.transact([Put(Key(Table.STATE, "p", sort), {"sort": sort})])

    def found(after: str, **asked) -> list[str]:
        return [row["sort"] for row in store.query(Table.STATE, "p", prefix, after=after, **asked)]

    assert (found("B#1"), found("B#2"), found("B#5")) == (["B#3", "B#5"], ["B#3", "B#5"], [])
    assert (found("B#5", newest_first=True, limit=1), found("B#4", newest_first=True, limit=1)) == (["B#3"], ["B#3"])
    assert found("B#1", limit=1) == ["B#3"]


def test_a_query_reads_on_past_the_first_page(store):
    """A page on DynamoDB ends at 1 MB."""
    for number in range(9):
        store.transact([Put(Key(Table.STATE, "p", f"{number}"), {"number": number, "text": "x" * 300_000})])
    assert [row["number"] for row in store.query(Table.STATE, "p")] == list(range(9))
    assert [row["number"] for row in store.query(Table.STATE, "p", newest_first=True, limit=6)] == [8, 7, 6, 5, 4, 3]


def minutes(count: int) -> datetime:
    return NOON + timedelta(minutes=count)


def case(number: int) -> Key:
    return Key(Table.STATE, f"main|case|{number}", "CASE")


def test_what_is_due_comes_oldest_first_up_to_the_limit(store):
    for number in (5, 3, 9, 1, 7, 2):
        store.transact([Put(case(number), {"a": 1}, due_at=minutes(number))])
    assert store.due(minutes(5), 10) == [Due(case(number), minutes(number)) for number in (1, 2, 3, 5)]
    assert [item.key for item in store.due(minutes(9), 2)] == [case(1), case(2)]
    assert store.due(minutes(0), 10) == []


def test_queues_do_not_see_each_other(store):
    store.transact([Put(KEY, {"a": 1}, due_at=NOON, queue=Queue.NOTICES), Put(OTHER, {"a": 1}, due_at=NOON)])
    assert store.due(NOON, 10) == [Due(OTHER, NOON)]
    assert store.due(NOON, 10, Queue.NOTICES) == [Due(KEY, NOON)]


def test_moments_are_compared_as_moments(store):
    east = minutes(5).astimezone(timezone(timedelta(hours=9)))
    store.transact([Put(KEY, {"a": 1}, due_at=east), Put(OTHER, {"a": 1}, due_at=minutes(5) + timedelta(microseconds=1))])
    assert store.due(minutes(5), 10) == [Due(KEY, minutes(5))]


@pytest.mark.parametrize(
    "write", [Put(KEY, {"a": 2}, expect={"a": 1}), Replace(KEY, {"a": 2}), Remove(KEY)], ids=lambda write: type(write).__name__
)
def test_a_later_write_without_a_time_is_not_due(store, write):
    store.transact([Put(KEY, {"a": 1}, due_at=NOON)])
    store.transact([write])
    assert store.due(minutes(1), 10) == []


def test_a_later_write_moves_the_time(store):
    store.transact([Put(KEY, {"a": 1}, due_at=NOON)])
    store.transact([Put(KEY, {"a": 1}, expect={"a": 1}, due_at=minutes(5))])
    assert store.due(minutes(4), 10) == []
    assert store.due(minutes(5), 10) == [Due(KEY, minutes(5))]


def test_a_time_is_not_part_of_the_row(store):
    store.transact([Put(KEY, {"a": 1}, due_at=NOON)])
    assert store.get(KEY) == {"a": 1}


def test_a_refused_write_leaves_the_time_alone(store):
    store.transact([Put(KEY, {"a": 1}, due_at=NOON)])
    refused(store, Put(KEY, {"a": 2}, expect={"a": 9}, due_at=minutes(5)))
    assert store.due(NOON, 10) == [Due(KEY, NOON)]


@pytest.mark.parametrize("value", [1.5, float("nan"), object()], ids=["float", "NaN", "object"])
def test_what_is_not_integer_json_is_not_stored(store, value):
    with pytest.raises((TypeError, ValueError)):
        store.transact([Put(KEY, {"a": value})])
    assert store.get(KEY) is None


@pytest.mark.usefixtures("aws")
def test_a_row_says_when_it_may_be_forgotten_and_nobody_reads_it():
    """By the service alone: no step has to clear up, and none may rely on it."""
    create_tables()
    store = DynamoStore(client("dynamodb"), LOGICAL, {KEY: 1_800_000_000}.get)
    store.transact([Put(KEY, {"a": 1}), Replace(OTHER, {"a": 1})])
    items = {item["sk"]["S"]: item for item in client("dynamodb").scan(TableName="StateTable")["Items"]}
    assert items[KEY.sort]["forget_at"] == {"N": "1800000000"}
    assert "forget_at" not in items[OTHER.sort]
    assert store.get(KEY) == {"a": 1}


def test_a_row_keeps_every_name_it_may_have(store):
    """Approvals, links and sessions say themselves when they are over."""
    store.transact([Put(KEY, {"expires_at": "2026-11-18T20:00:00Z"})])
    assert store.get(KEY) == {"expires_at": "2026-11-18T20:00:00Z"}
