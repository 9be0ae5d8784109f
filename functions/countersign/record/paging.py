"""Lists in pages: a page costs what it shows, and its cursor says where the next one begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from pydantic import Field

from countersign.errors import RequestRefusedError
from countersign.model.frozen import Frozen
from countersign.ports import Row, Store, Table

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
# Of a list that is sifted, so many rows are looked at for one page.
EXAMINED = 1_000
_TAG_BYTES = 12


@dataclass(frozen=True)
class Listing:
    """Rows of one partition of an index, in the order of their sort keys; `place` is the sort key under which a row was put."""

    partition: str
    place: Callable[[Row], str]
    table: Table = Table.STATE
    prefix: str = ""
    newest_first: bool = False


class Wanted(Frozen):
    """Which page: the first, or the one that `cursor` leads to."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    cursor: Annotated[str, Field(max_length=2_000)] | None = None


# Not validated: that would build the model, and a cold start of the gate pays for what no decision needs.
FIRST = Wanted.model_construct(limit=DEFAULT_LIMIT, cursor=None)


@dataclass(frozen=True)
class Page:
    """`next_cursor` is None on the last page."""

    rows: Sequence[Row]
    next_cursor: str | None


def page(store: Store, listing: Listing, wanted: Wanted = FIRST) -> Page:
    """One page; raises RequestRefusedError (400) for a cursor that this list of this tenant did not give."""
    # One more than is shown says whether there are more.
    rows = _read(store, listing, wanted, wanted.limit + 1)
    shown, more = rows[: wanted.limit], len(rows) > wanted.limit
    return Page(shown, _cursor(listing, listing.place(shown[-1])) if more else None)


def sifted(store: Store, listing: Listing, wanted: Wanted, keep: Callable[[Row], bool], *, examined: int = EXAMINED) -> Page:
    """One page of the rows that `keep` wants, after a look at `examined` of them at most: it may be short, and not be the last."""
    rows = _read(store, listing, wanted, examined + 1)
    kept: list[Row] = []
    for number, row in enumerate(rows[:examined]):
        if len(kept) == wanted.limit:
            return Page(kept, _cursor(listing, listing.place(rows[number - 1])))
        if keep(row):
            kept.append(row)
    return Page(kept, _cursor(listing, listing.place(rows[examined - 1])) if len(rows) > examined else None)


def portion(rows: Sequence[Row], listing: Listing, wanted: Wanted) -> Page:
    """One page of rows that are all at hand, in the order of `listing`; raises RequestRefusedError (400)."""
    after = None if wanted.cursor is None else _place(listing, wanted.cursor)
    left = [row for row in rows if after is None or listing.place(row) > after]
    shown = left[: wanted.limit]
    return Page(shown, _cursor(listing, listing.place(shown[-1])) if len(left) > len(shown) else None)


def _read(store: Store, listing: Listing, wanted: Wanted, limit: int) -> list[Row]:
    after = None if wanted.cursor is None else _place(listing, wanted.cursor)
    return store.query(listing.table, listing.partition, listing.prefix, after=after, newest_first=listing.newest_first, limit=limit)


def _cursor(listing: Listing, place: str) -> str:
    return urlsafe_b64encode(_tag(listing, place) + place.encode()).decode().rstrip("=")


def _place(listing: Listing, cursor: str) -> str:
    """Ours is only what comes out the same when it is made again."""
    with suppress(ValueError):
        place = urlsafe_b64decode(f"{cursor}==")[_TAG_BYTES:].decode()
        if _cursor(listing, place) == cursor:
            return place
    raise RequestRefusedError(400, "This list never gave this `cursor`. Begin again without it.")


def _tag(listing: Listing, place: str) -> bytes:
    """Binds a place to the tenant's list. No secret: whoever makes one up gets no further than the list they may read anyway (I13)."""
    bound = "\0".join(("countersign-cursor-v1", listing.table, listing.partition, listing.prefix, str(listing.newest_first), place))
    return sha256(bound.encode()).digest()[:_TAG_BYTES]
