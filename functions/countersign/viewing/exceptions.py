"""Everything that lies with people, in one list, whatever brought it there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from countersign.model.approval import Voter
from countersign.model.frozen import Frozen
from countersign.model.outcome import Escalation, Kind
from countersign.ports import Row, Store, Table
from countersign.record import keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, page, portion
from countersign.viewing.cases import beginning_of


class Sought(Frozen):
    """Which of the list: of one kind, and taken by whoever asks or by nobody."""

    kind: Kind | None = None
    taken: Literal["me", "nobody"] | None = None


def exceptions(store: Store, person: Voter, sought: Sought, wanted: Wanted = FIRST) -> Page:
    """What is open, the oldest first; costs what lies with people. Raises RequestRefusedError (400)."""
    taken = {(row["case_id"], row["subject"]): row["assignee"] for row in store.query(Table.STATE, keys.assigned(person.tenant))}
    rows = store.query(Table.STATE, keys.exceptions(person.tenant))
    opened = [listed(row, taken.get((row["case_id"], row["subject"]))) for row in rows]
    found = [one for one in opened if _is_sought(one, sought, person)]
    return portion(sorted(found, key=_place), Listing(keys.exceptions(person.tenant), _place), wanted)


def settled_exceptions(store: Store, tenant: str, day: str, wanted: Wanted = FIRST) -> Page:
    """What was settled on one day (`YYYY-MM-DD`, UTC), the latest first; raises RequestRefusedError (400)."""
    partition = keys.settled_day(tenant, beginning_of(day))
    found = page(store, Listing(partition, _settled_place, newest_first=True), wanted)
    return Page([listed(row, None) | {"settled_at": row["settled_at"]} for row in found.rows], found.next_cursor)


def listed(row: Row, assignee: Mapping[str, str] | None) -> dict[str, Any]:
    """What the list shows of one."""
    shown = {name: row[name] for name in ("case_id", "subject", "reason", "detail", "at")}
    return {"kind": Escalation.from_json(dict(row)).kind.value, **shown, "assignee": assignee}


def _is_sought(one: Mapping[str, Any], sought: Sought, person: Voter) -> bool:
    if sought.kind not in {None, one["kind"]}:
        return False
    taken_by = one["assignee"]["subject"] if one["assignee"] else None
    return sought.taken is None or taken_by == (person.subject if sought.taken == "me" else None)


def _place(row: Row) -> str:
    return keys.by_time(datetime.fromisoformat(row["at"]), f"{row['case_id']}#{row['subject']}")


def _settled_place(row: Row) -> str:
    return keys.by_time(datetime.fromisoformat(row["settled_at"]), f"{row['case_id']}#{row['subject']}")
