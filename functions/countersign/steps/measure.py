"""measure: where the case stands now, and what was achieved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from countersign.errors import TransientHubError
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, CaseRef, CaseState
from countersign.model.decision import Decision, Verdict
from countersign.model.effect import Attempt, AttemptState
from countersign.model.frozen import Frozen
from countersign.model.outcome import Escalation, Outcome
from countersign.model.triage import Assessment
from countersign.ports import Put, Replace, Store, Table, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.rows import find, load_case

BY_VERDICT = {Verdict.ALLOW: CaseState.RESOLVED, Verdict.DRAFT: CaseState.DRAFTED, Verdict.RECOMMEND: CaseState.RECOMMENDED}
# What a person must still do outweighs what is done.
WEIGHT = (CaseState.WAITING, CaseState.ESCALATED, CaseState.RECOMMENDED, CaseState.DRAFTED, CaseState.RESOLVED)
ROUNDS = 5
# The approval's workflow ends with its last rung; a case that waits much longer waits for nobody, and the sweep looks.
OVERDUE_AFTER = timedelta(minutes=15)
N = TypeVar("N", bound=Frozen)


@dataclass(frozen=True)
class _Ledger:
    """All rows of the case that say how it stands."""

    decisions: list[Decision]
    attempts: dict[str, Attempt]
    escalations: list[Escalation]
    approvals: dict[str, ApprovalRequest]

    @property
    def state(self) -> CaseState:
        found = {self._state_of(decision) for decision in self.decisions}
        if self.escalations:
            found.add(CaseState.ESCALATED)
        return next((state for state in WEIGHT if state in found), CaseState.ESCALATED)

    def overdue_at(self) -> datetime:
        """When everybody who was asked has had their time."""
        asked = [decision for decision in self.decisions if decision.verdict is Verdict.REQUIRE_APPROVAL]
        return max(decision.decided_at + timedelta(seconds=sum(decision.rung_seconds())) for decision in asked) + OVERDUE_AFTER

    def _state_of(self, decision: Decision) -> CaseState:
        if decision.verdict is Verdict.REQUIRE_APPROVAL:
            approval = self.approvals.get(decision.action)
            # Approved, but not yet decided again: the approval workflow is on its way.
            asked = approval is None or approval.state in {ApprovalState.OPEN, ApprovalState.APPROVED}
            # An escalated action has no workflow left that could wait, whatever its approval still says.
            with_person = decision.action in {escalation.subject for escalation in self.escalations}
            return CaseState.WAITING if asked and not with_person else CaseState.ESCALATED
        attempt = self.attempts.get(decision.warrant) if decision.warrant else None
        done = attempt is not None and attempt.state is AttemptState.DONE
        return BY_VERDICT.get(decision.verdict, CaseState.ESCALATED) if done else CaseState.ESCALATED


def measure(ref: CaseRef, *, store: Store, now: datetime) -> Case:
    """Bring the case's state up to what its rows say, and record the outcome. Raises CaseNotFoundError."""
    for _ in range(ROUNDS):
        case = load_case(store, ref)
        ledger = _read(store, ref)
        measured = case.model_copy(update={"state": ledger.state})
        if measured == case:
            return case
        try:
            _keep(store, case, measured, ledger, now)
        except WriteRefusedError:
            continue
        return measured
    raise TransientHubError("the case kept changing")


def _read(store: Store, ref: CaseRef) -> _Ledger:
    def rows(prefix: str, noun: type[N]) -> list[N]:
        found = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), prefix)
        return [noun.from_json(dict(row)) for row in found]

    pointers = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "APPROVAL#")
    found = [find(store, keys.approval(ref.tenant, str(pointer["approval_id"])), ApprovalRequest) for pointer in pointers]
    return _Ledger(
        decisions=rows("DECISION#", Decision),
        attempts={attempt.action: attempt for attempt in rows("ATTEMPT#", Attempt)},
        escalations=rows("ESCALATION#", Escalation),
        approvals={approval.action: approval for approval in found if approval},
    )


def _keep(store: Store, case: Case, measured: Case, ledger: _Ledger, now: datetime) -> None:
    assessment = find(store, keys.assessment(case.tenant, case.case_id), Assessment)
    outcome = Outcome(
        end_state=measured.state,
        intent=assessment.intent if assessment and assessment.known else "unknown",
        effects=tuple(sorted(action for action, attempt in ledger.attempts.items() if attempt.state is AttemptState.DONE)),
        approvals=len(ledger.approvals),
        escalations=tuple(sorted({escalation.reason for escalation in ledger.escalations})),
        seconds=int((now - case.received_at).total_seconds()),
        measured_at=now,
    )
    entry = AuditEntry(type=f"case.{measured.state.lower()}", actor="measure", body=outcome.to_json())
    due_at = ledger.overdue_at() if measured.state is CaseState.WAITING else None
    writes: list[Write] = [
        Put(keys.case(case.tenant, case.case_id), measured.to_json(), expect={"state": case.state.value}, due_at=due_at),
        Replace(keys.outcome(case.tenant, case.case_id), outcome.to_json()),
    ]
    audit.commit(store, case.tenant, case.case_id, entry, writes, now=now)
