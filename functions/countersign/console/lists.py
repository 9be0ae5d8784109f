"""What pages of lists share: which page is asked for, and where the next one is."""

from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from countersign.console.call import Visit
from countersign.record.paging import Page, Wanted
from countersign.viewing.cases import beginning_of


class Day(NamedTuple):
    """A day in UTC, and those beside it; `following` is None on the present one."""

    shown: str
    before: str
    following: str | None


def wanted(visit: Visit) -> Wanted:
    """The page that the address asks for."""
    return Wanted(cursor=visit.query.get("cursor") or None)


def more(visit: Visit, page: Page) -> str | None:
    """The query of the next page, with all else that was asked; None on the last."""
    return urlencode({**visit.query, "cursor": page.next_cursor}) if page.next_cursor else None


def day(visit: Visit) -> Day:
    """The day that the address asks for, else the present one; raises RequestRefusedError (400)."""
    today = visit.now.date()
    shown = beginning_of(visit.query["day"]).date() if visit.query.get("day") else today
    return Day(_day(shown), _day(shown - timedelta(days=1)), _day(shown + timedelta(days=1)) if shown < today else None)


def _day(day: date) -> str:
    return day.isoformat()
