"""How long a row is kept after it was last written. The record itself is kept: it names no customer."""

from datetime import datetime, timedelta

from countersign.model.ledger import KEPT_DAYS
from countersign.ports import Key, Table

# What controls a tenant, and lists of what people still have to see to: their rows are taken away when they are done with.
_KEPT = frozenset({"control", "seal", "delegations", "exceptions", "assigned", "inbox"})
# Written with a customer's newest case, needed for the last row of that case: a month covers the longest approval.
_KEYS_LONGER = timedelta(days=31)


def expiry(key: Key, days: int, now: datetime) -> int | None:
    """When the row may be forgotten, in Unix seconds; None for one that stays."""
    kind = key.partition.split("|")[1]
    if key.table is Table.AUDIT or kind in _KEPT:
        return None
    kept = timedelta(days=days)
    if key.table is Table.PRIVACY:
        kept += _KEYS_LONGER
    elif kind == "customer":
        # No limit looks further back.
        kept = timedelta(days=KEPT_DAYS + 1)
    return int((now + kept).timestamp())
