"""Answers that come too soon to have been read: a sign of how much is asked, not a fault of whoever answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from countersign.approving.attention import answers_of_person
from countersign.approving.care import Haste
from countersign.model.answered import Answered
from countersign.model.audit import AuditEntry
from countersign.model.outcome import Escalation
from countersign.ports import Store, Write
from countersign.record import audit, keys
from countersign.record.escalations import reported
from countersign.record.paging import Wanted, page
from countersign.record.rows import find

# As many as the table may ask for.
LOOKED_BACK = Wanted(limit=50)


@dataclass(frozen=True)
class Hurry:
    """So many hasty approvals of one person, the latest first."""

    tenant: str
    voter: str
    answers: Sequence[Answered]

    @property
    def subject(self) -> str:
        """Names the person's day without naming the person: owners are to look at what is asked."""
        day = f"{self.answers[0].at:%Y-%m-%d}"
        return f"haste-{sha256(f'{self.tenant} {self.voter} {day}'.encode()).hexdigest()[:32]}"

    @property
    def policies(self) -> list[str]:
        return sorted({policy for answer in self.answers for policy in answer.policies})

    def reported(self, haste: Haste, now: datetime) -> tuple[AuditEntry, list[Write]]:
        """What goes on the record, and on the people's list."""
        body = {"subject": self.subject, "approvals": len(self.answers), "policies": self.policies}
        many = f"{len(self.answers)} approvals in {haste.within_seconds} s"
        detail = f"{many}, each less than {haste.dwell_seconds} s after it was opened: {', '.join(self.policies)}"
        entry = AuditEntry(type="approvers.hasty", actor="sweep", body=body)
        return entry, reported(self.tenant, self.subject, "HastyAnswers", detail, now)


def hurry(store: Store, tenant: str, voter: str, haste: Haste, *, now: datetime) -> Hurry | None:
    """None while there are too few to say anything, or when it lies with people already."""
    since = now - timedelta(seconds=haste.within_seconds)
    rows = page(store, answers_of_person(tenant, voter), LOOKED_BACK).rows
    latest = [answer for answer in (Answered.from_json(dict(row)) for row in rows) if answer.at > since]
    found = Hurry(tenant, voter, [answer for answer in latest if answer.is_hasty(haste.dwell_seconds)])
    if len(found.answers) < haste.approvals:
        return None
    return None if find(store, keys.escalation(tenant, audit.CONTROL, found.subject), Escalation) else found
