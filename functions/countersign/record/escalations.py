"""The people's list: what of a case lies with a person, and why."""

from datetime import datetime

from countersign.model.case import CaseRef
from countersign.model.outcome import Escalation
from countersign.ports import Replace, Write
from countersign.record import keys


def listed(ref: CaseRef, subject: str, reason: str, now: datetime) -> list[Write]:
    """The writes that put `subject` on the list; it may have been there before, for a reason that says less."""
    row = Escalation(tenant=ref.tenant, case_id=ref.case_id, subject=subject, reason=reason, at=now).to_json()
    return [
        Replace(keys.escalation(ref.tenant, ref.case_id, subject), row),
        Replace(keys.exception_entry(ref.tenant, ref.case_id, subject), row),
    ]
