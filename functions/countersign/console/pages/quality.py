"""Quality: how the asking goes."""

import re
from collections.abc import Iterable
from typing import Any

from countersign.approving.quality import DAYS, MOST_DAYS, Line, Spread, Sums, quality
from countersign.console.answers import Page
from countersign.console.app import page
from countersign.console.call import Visit
from countersign.errors import RequestRefusedError
from countersign.viewing.wording import seconds, share

WHOLE = 10_000


@page("/console/quality")
def show_quality(visit: Visit) -> Page:
    days = _days(visit.query.get("days") or str(DAYS))
    found = quality(visit.hub.store, visit.person, days, now=visit.now)
    groups = (("By approver", "Approver", found.approvers), ("By policy", "Policy", found.policies))
    values = {
        "days": days,
        "spans": (1, DAYS, MOST_DAYS),
        "mine": _told(found.mine) if found.mine else None,
        "groups": [{"title": title, "what": what, "lines": _lines(lines)} for title, what, lines in groups if lines is not None],
    }
    return Page("quality.html", "Quality", values)


def _days(told: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", told) or not 1 <= int(told) <= MOST_DAYS:
        raise RequestRefusedError(400, f"Look back from 1 to {MOST_DAYS} days.")
    return int(told)


def _lines(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [{"name": line.name, **_told(line.sums)} for line in lines]


def _told(sums: Sums) -> dict[str, Any]:
    return {
        "answers": sums.answers,
        "approved": share(WHOLE * sums.approved // sums.answers) if sums.answers else "",
        "waited": _spread(sums.waited_seconds),
        "read": _spread(sums.dwell_seconds),
        "unopened": sums.unopened,
        "differed": sums.differed,
        "taken_back": sums.taken_back,
        "checks": f"{sums.checks_seen_through} of {sums.checks}" if sums.checks else "",
    }


def _spread(spread: Spread | None) -> str:
    return f"{seconds(spread.median)}, nine in ten {seconds(spread.p90)}" if spread else ""
