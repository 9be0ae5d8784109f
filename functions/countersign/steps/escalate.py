"""escalate: a person takes over. Always possible: it needs no outside system, only our own table."""

from datetime import datetime

from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.outcome import WHOLE_CASE, Escalation
from countersign.ports import Absent, Row, Store, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.escalations import kept
from countersign.record.rows import find


def escalate(ref: CaseRef, *, action: str | None, reason: str, store: Store, now: datetime) -> Escalation:
    """Put the case, or one action of it, on the people's list; a repeat changes nothing. `reason` is a verdict or an error's name."""
    subject = action or WHOLE_CASE
    earlier = find(store, keys.escalation(ref.tenant, ref.case_id, subject), Escalation)
    if earlier is not None and earlier.settled_at is None:
        return earlier
    escalation = Escalation(tenant=ref.tenant, case_id=ref.case_id, subject=subject, reason=reason, at=now)
    entry = AuditEntry(type="case.escalated", actor="escalate", body={"subject": subject, "reason": reason})
    # What people have seen to may need them again, and is then on their list again.
    expect: Row | None = {"settled_at": earlier.to_json()["settled_at"]} if earlier else None
    # What a person put another action in the place of is nobody's to see to: its approval's workflow only hears of it later.
    superseded = [Absent(keys.edit(ref.tenant, ref.case_id, action))] if action else []
    try:
        audit.commit(store, ref.tenant, ref.case_id, entry, [*kept(escalation, expect), *superseded], now=now)
    except WriteRefusedError:
        return escalation
    return escalation
