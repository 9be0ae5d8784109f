"""Lists in pages: the cost of a page is its own, however long the list is.

A cursor says where a page ended. It is good for the list of the tenant that it was given for, and says nothing to anybody else: who
makes one up only chooses where in a list of their own they begin.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError

from countersign.errors import RequestRefusedError
from countersign.model.canonical import digest
from countersign.model.frozen import Frozen
from countersign.ports import Entry, Store, Table

CURSOR_TAG = "countersign-cursor-v1"
DEFAULT_LIMIT = 50
# Of a list that is filtered, so much is looked through for one page.
EXAMINED = 1_000
_PLACE = re.compile(r"[ -~]{1,300}")


class Paging(Frozen):
    """What is asked for: so many, from past where the cursor says."""

    limit: Annotated[int, Field(ge=1, le=200)] = DEFAULT_LIMIT
    cursor: str | None = None

    @classmethod
    def asked(cls, limit: str | None, cursor: str | None) -> "Paging":
        """From the values of an address; raises RequestRefusedError (400)."""
        if limit is not None and not re.fullmatch("[0-9]{1,3}", limit):
            raise _WRONG_LIMIT
        try:
            return cls(limit=DEFAULT_LIMIT if limit is None else int(limit), cursor=cursor or None)
        except ValidationError:
            raise _WRONG_LIMIT from None


class Listing(NamedTuple):
    """A partition read as a list; with `prefix`, that part of it."""

    partition: str
    prefix: str = ""
    newest_first: bool = False
    table: Table = Table.STATE


class Page(NamedTuple):
    """`next_cursor` is None where the list ends; of a filtered list a page may be short, or empty, and still not be the last."""

    entries: list[Entry]
    next_cursor: str | None


def page(
    store: Store, listing: Listing, paging: Paging, *, keep: Callable[[Entry], bool] = lambda _: True, examined: int = EXAMINED
) -> Page:
    """The next page of what `keep` wants, after looking through `examined` rows at most; raises RequestRefusedError (400)."""
    after = _place(listing, paging.cursor) if paging.cursor else None
    kept: list[Entry] = []
    left = examined
    while left:
        wanted = min(left, paging.limit)
        read = store.entries(
            listing.table, listing.partition, listing.prefix, after=after, newest_first=listing.newest_first, limit=wanted
        )
        for entry in read:
            after = entry.sort
            if keep(entry):
                kept.append(entry)
            if len(kept) == paging.limit:
                return Page(kept, _cursor(listing, after) if _more(store, listing, after) else None)
        if len(read) < wanted:
            return Page(kept, None)
        left -= wanted
    return Page(kept, _cursor(listing, after) if after else None)


def _more(store: Store, listing: Listing, after: str) -> bool:
    return bool(
        store.entries(listing.table, listing.partition, listing.prefix, after=after, newest_first=listing.newest_first, limit=1)
    )


def _cursor(listing: Listing, place: str) -> str:
    return urlsafe_b64encode(json.dumps([_binding(listing), place]).encode()).decode().rstrip("=")


def _place(listing: Listing, cursor: str) -> str:
    try:
        binding, place = json.loads(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (TypeError, ValueError):
        raise _WRONG_CURSOR from None
    if binding != _binding(listing) or not isinstance(place, str) or not _PLACE.fullmatch(place) or not place.startswith(listing.prefix):
        raise _WRONG_CURSOR
    return place


def _binding(listing: Listing) -> str:
    return digest(CURSOR_TAG, [*listing])[:16]


_WRONG_LIMIT = RequestRefusedError(400, "`limit` is a number from 1 to 200.")
_WRONG_CURSOR = RequestRefusedError(400, "`cursor` is not one that this list gave. Begin without it.")
