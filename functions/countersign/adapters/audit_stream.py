"""What the audit table's stream brings."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from countersign.adapters.dynamodb import plain_row
from countersign.model.audit import AuditEvent
from countersign.record import audit, keys

_PARTITION = re.compile(rf"[a-z0-9][a-z0-9-]{{0,31}}\|case\|(C-[0-9A-Z]{{16}}|{audit.CONTROL})")


def place(record: Mapping[str, Any]) -> tuple[str, str]:
    """Partition and sort key of the row."""
    named = record["dynamodb"]["Keys"]
    return named["pk"]["S"], named["sk"]["S"]


def new_event(record: Mapping[str, Any]) -> AuditEvent | None:
    """The event that was added; None for any other change, and for a row that no step of the hub wrote there."""
    if record["eventName"] != "INSERT":
        return None
    try:
        event = AuditEvent.from_json(plain_row(record["dynamodb"]["NewImage"]))
    except ValidationError:
        return None
    own, there = keys.audit(event.tenant, event.case_id, event.sequence), place(record)
    return event if _PARTITION.fullmatch(there[0]) and (own.partition, own.sort) == there else None
