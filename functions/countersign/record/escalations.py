"""The people's list: what of a case lies with a person, and why."""

from datetime import datetime

from countersign.model.case import CaseRef
from countersign.model.outcome import Escalation
from countersign.ports import Put, Remove, Replace, Row, Write
from countersign.record import audit, keys


def listed(ref: CaseRef, subject: str, reason: str, now: datetime) -> list[Write]:
    """The writes that put `subject` on the list; it may have been there before, for a reason that says less."""
    return _on_the_list(Escalation(tenant=ref.tenant, case_id=ref.case_id, subject=subject, reason=reason, at=now))


def reported(tenant: str, subject: str, reason: str, detail: str, now: datetime) -> list[Write]:
    """The writes that put on the list what concerns the tenant as a whole; `detail` is no text, but may be anything."""
    return _on_the_list(Escalation(tenant=tenant, case_id=audit.CONTROL, subject=subject, reason=reason, detail=detail, at=now))


def kept(escalation: Escalation, expect: Row | None) -> list[Write]:
    """As it is from now on, over what was read: on the list while it is open, else on that of the day when it was settled."""
    where, row = (escalation.tenant, escalation.case_id, escalation.subject), escalation.to_json()
    writes: list[Write] = [Put(keys.escalation(*where), row, expect=expect)]
    if escalation.settled_at is None:
        return [*writes, Replace(keys.exception_entry(*where), row)]
    settled = keys.settled_entry(escalation.tenant, escalation.settled_at, escalation.case_id, escalation.subject)
    return [*writes, Remove(keys.exception_entry(*where)), Remove(keys.assigned_entry(*where)), Replace(settled, row)]


def _on_the_list(escalation: Escalation) -> list[Write]:
    where, row = (escalation.tenant, escalation.case_id, escalation.subject), escalation.to_json()
    return [Replace(keys.escalation(*where), row), Replace(keys.exception_entry(*where), row)]
