import pytest

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import RequestRefusedError
from countersign.ports import Key, Put, Row, Table
from countersign.record.paging import Listing, Page, Wanted, page, sifted


def place(row: Row) -> str:
    return f"ROW#{row['number']}"


LIST = Listing("main|list", place, prefix="ROW#")


@pytest.fixture
def store() -> InMemoryStore:
    store = InMemoryStore()
    for number in range(5):
        store.transact([Put(Key(Table.STATE, "main|list", f"ROW#{number}"), {"number": number})])
    return store


def numbers(found: Page) -> list[int]:
    return [row["number"] for row in found.rows]


def test_pages_give_each_row_once_and_the_last_one_says_so(store):
    first = page(store, LIST, Wanted(limit=2))
    second = page(store, LIST, Wanted(limit=2, cursor=first.next_cursor))
    third = page(store, LIST, Wanted(limit=2, cursor=second.next_cursor))
    assert [numbers(found) for found in (first, second, third)] == [[0, 1], [2, 3], [4]]
    assert third.next_cursor is None


def test_a_page_that_takes_all_there_is_is_the_last(store):
    assert page(store, LIST, Wanted(limit=5)).next_cursor is None


def test_an_empty_list_is_one_empty_page():
    assert page(InMemoryStore(), LIST) == Page([], None)


def test_a_page_reads_no_more_than_one_row_beyond_itself(store, monkeypatch):
    asked = []
    query = store.query
    monkeypatch.setattr(store, "query", lambda *args, **named: asked.append(named["limit"]) or query(*args, **named))
    page(store, LIST, Wanted(limit=3))
    assert asked == [4]


def test_a_cursor_leads_on_when_its_row_has_gone_and_others_came(store):
    first = page(store, LIST, Wanted(limit=2))
    del store._rows[Key(Table.STATE, "main|list", "ROW#1")]
    store.transact([Put(Key(Table.STATE, "main|list", "ROW#15"), {"number": 15})])
    assert numbers(page(store, LIST, Wanted(cursor=first.next_cursor))) == [15, 2, 3, 4]


def test_newest_first_goes_on_downwards(store):
    newest = Listing("main|list", place, prefix="ROW#", newest_first=True)
    first = page(store, newest, Wanted(limit=2))
    assert numbers(first) + numbers(page(store, newest, Wanted(cursor=first.next_cursor))) == [4, 3, 2, 1, 0]


def odd(row: Row) -> bool:
    return bool(row["number"] % 2)


def test_a_sifted_list_gives_each_wanted_row_once(store):
    first = sifted(store, LIST, Wanted(limit=1), odd)
    second = sifted(store, LIST, Wanted(limit=1, cursor=first.next_cursor), odd)
    assert (numbers(first), numbers(second)) == ([1], [3])
    third = sifted(store, LIST, Wanted(limit=1, cursor=second.next_cursor), odd)
    assert (numbers(third), third.next_cursor) == ([], None)


def test_sifting_looks_at_so_many_rows_and_no_more(store):
    first = sifted(store, LIST, Wanted(), odd, examined=3)
    assert numbers(first) == [1]
    rest = sifted(store, LIST, Wanted(cursor=first.next_cursor), odd, examined=3)
    assert (numbers(rest), rest.next_cursor) == ([3], None)


@pytest.mark.parametrize(
    "other",
    [
        Listing("other|list", place, prefix="ROW#"),
        Listing("main|another", place, prefix="ROW#"),
        Listing("main|list", place),
        Listing("main|list", place, table=Table.WARRANT, prefix="ROW#"),
        Listing("main|list", place, prefix="ROW#", newest_first=True),
    ],
    ids=["tenant", "list", "prefix", "table", "order"],
)
def test_a_cursor_of_another_list_is_refused(store, other):
    """I13."""
    refused(store, str(page(store, LIST, Wanted(limit=1)).next_cursor), other)


def test_a_cursor_with_anything_changed_is_refused(store):
    cursor = str(page(store, LIST, Wanted(limit=1)).next_cursor)
    for position, letter in enumerate(cursor):
        refused(store, f"{cursor[:position]}{'A' if letter != 'A' else 'B'}{cursor[position + 1 :]}")


@pytest.mark.parametrize(
    "change", [lambda c: c + "=", lambda c: c + "A", lambda c: c[:-1], lambda c: f" {c}", lambda _: "", lambda _: "\u00e9"]
)
def test_a_cursor_is_written_in_one_way(store, change):
    refused(store, change(str(page(store, LIST, Wanted(limit=1)).next_cursor)))


def refused(store: InMemoryStore, cursor: str, listing: Listing = LIST) -> None:
    with pytest.raises(RequestRefusedError) as refusal:
        page(store, listing, Wanted(cursor=cursor))
    assert refusal.value.status == 400
