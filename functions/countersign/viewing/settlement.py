"""A person's answer to an unknown effect: it happened, or it did not. Nothing is ever sent (I14)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.model.settlement import Finding, Found, Settled, Settlement
from countersign.ports import Put, Store, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.rows import find
from countersign.record.words import on_record
from countersign.viewing.closing import Closing
from countersign.viewing.settlers import require_settler
from countersign.viewing.unknown_effects import unknown_effect

ROUNDS = 5


def settle(store: Store, person: Voter, case_id: str, action: str, found: Found, *, now: datetime) -> Settled:
    """Record one answer; with the last one needed the effect is DONE or REJECTED.

    Raises RequestRefusedError: 404 for an effect this tenant does not have, 403 for somebody who may not answer, 409 for one that is
    known already or that the person has answered.
    """
    finding = Finding(found=found, by=person.subject, name=person.name, at=now)
    for _ in range(ROUNDS):
        with suppress(WriteRefusedError):
            return _settle(store, person, case_id, action, finding)
    raise RequestRefusedError(409, "Others are answering at the same moment. Look again.", state="CHANGED")


def _settle(store: Store, person: Voter, case_id: str, digest: str, finding: Finding) -> Settled:
    """One try; raises WriteRefusedError when somebody else answered since the rows were read."""
    ref, attempt, action = unknown_effect(store, person.tenant, case_id, digest)
    needed = require_settler(store, action, person).people
    before = find(store, keys.settlement(ref.tenant, ref.case_id, digest), Settlement)
    given = before.findings if before else ()
    if person.subject in {earlier.by for earlier in given}:
        raise RequestRefusedError(409, "You have answered already. Another person has to.", state=attempt.state)
    answers = _Answers(store, ref, attempt, before, (*given, finding))
    if not finding.found.agrees(answers.findings[0].found):
        return answers.disagree(needed)
    if len(answers.findings) < needed:
        return answers.wait(needed)
    return answers.close()


@dataclass(frozen=True)
class _Answers:
    """Those of this round, the newest last."""

    store: Store
    ref: CaseRef
    attempt: Attempt
    before: Settlement | None
    findings: tuple[Finding, ...]

    def disagree(self, needed: int) -> Settled:
        """Nobody's answer counts: everybody has to look again."""
        self._commit("effect.disputed", {"findings": self._told()}, [self._row()])
        return self._settled(AttemptState.UNKNOWN, needed, disagreed=True)

    def wait(self, needed: int) -> Settled:
        """What was answered is on the record as a commitment only, so that the next person is not swayed."""
        missing = needed - len(self.findings)
        body = {"finding": self._on_record(self.findings[-1]), "still_needed": missing}
        self._commit("effect.answered", body, [self._row(*self.findings)])
        return self._settled(AttemptState.UNKNOWN, missing)

    def close(self) -> Settled:
        closing = Closing(self.store, self.ref, self.attempt, self.findings[-1].found, self._now)
        body = {"state": closing.attempt.state, "vendor_id": closing.attempt.vendor_id, "findings": self._told()}
        self._commit("effect.settled", body, [self._row(*self.findings), *closing.writes()])
        return self._settled(closing.attempt.state, 0)

    @property
    def _now(self) -> datetime:
        return self.findings[-1].at

    def _row(self, *counting: Finding) -> Put:
        answers = self.before.answers if self.before else 0
        row = Settlement(action=self.attempt.action, findings=counting, answers=answers + 1)
        key = keys.settlement(self.ref.tenant, self.ref.case_id, self.attempt.action)
        return Put(key, row.to_json(), expect={"answers": answers} if self.before else None)

    def _told(self) -> list[dict[str, Any]]:
        """Without the reasons, which are people's words; each is committed to with its finding."""
        return [
            {"by": each.by, "happened": each.found.happened, "vendor_id": each.found.vendor_id, "finding": self._on_record(each)}
            for each in self.findings
        ]

    def _on_record(self, finding: Finding) -> str:
        return on_record(self.store, self.ref.tenant, self.ref.case_id, "finding", finding)

    def _settled(self, state: AttemptState, still_needed: int, *, disagreed: bool = False) -> Settled:
        where = {"case_id": self.ref.case_id, "action": self.attempt.action}
        return Settled(**where, state=state, still_needed=still_needed, disagreed=disagreed)

    def _commit(self, type_: str, body: Mapping[str, Any], writes: Sequence[Write]) -> None:
        entry = AuditEntry(type=type_, actor=self.findings[-1].by, body={"action": self.attempt.action, **body})
        audit.commit(self.store, self.ref.tenant, self.ref.case_id, entry, writes, now=self._now)
