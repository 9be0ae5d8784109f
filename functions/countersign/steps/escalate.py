"""escalate: a person takes over. Always possible: it needs no outside system, only our own table."""

from datetime import datetime

from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.outcome import Escalation
from countersign.ports import Put, Store, WriteRefusedError
from countersign.record import audit, keys

WHOLE_CASE = "case"


def escalate(ref: CaseRef, *, action: str | None, reason: str, store: Store, now: datetime) -> Escalation:
    """Put the case, or one action of it, on the people's list; a repeat changes nothing. `reason` is a verdict or an error's name."""
    subject = action or WHOLE_CASE
    escalation = Escalation(tenant=ref.tenant, case_id=ref.case_id, subject=subject, reason=reason, at=now)
    entry = AuditEntry(type="case.escalated", actor="escalate", body={"subject": subject, "reason": reason})
    row = escalation.to_json()
    writes = [
        Put(keys.escalation(ref.tenant, ref.case_id, subject), row),
        Put(keys.exception_entry(ref.tenant, ref.case_id, subject), row),
    ]
    try:
        audit.commit(store, ref.tenant, ref.case_id, entry, writes, now=now)
    except WriteRefusedError:
        return escalation
    return escalation
