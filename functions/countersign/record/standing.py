"""How a case stands, by all of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.case import Case, CaseRef, CaseState
from countersign.model.decision import Decision, Verdict
from countersign.model.effect import Attempt, AttemptState
from countersign.model.frozen import Frozen
from countersign.model.outcome import Escalation, Outcome
from countersign.model.triage import Assessment
from countersign.ports import Store, Table
from countersign.record import keys
from countersign.record.rows import find

BY_VERDICT = {Verdict.ALLOW: CaseState.RESOLVED, Verdict.DRAFT: CaseState.DRAFTED, Verdict.RECOMMEND: CaseState.RECOMMENDED}
# What a person must still do outweighs what is done.
WEIGHT = (CaseState.WAITING, CaseState.ESCALATED, CaseState.RECOMMENDED, CaseState.DRAFTED, CaseState.RESOLVED)
# The approval's workflow ends with its last rung; a case that waits much longer waits for nobody, and the sweep looks.
OVERDUE_AFTER = timedelta(minutes=15)
N = TypeVar("N", bound=Frozen)


@dataclass(frozen=True)
class Standing:
    """All rows of the case that say how it stands; `escalations` are those that nobody has settled."""

    decisions: Sequence[Decision]
    attempts: Mapping[str, Attempt]
    escalations: Sequence[Escalation]
    approvals: Mapping[str, ApprovalRequest]
    intent: str

    @property
    def state(self) -> CaseState:
        """What the rows add up to."""
        found = {self._state_of(decision) for decision in self.decisions}
        if self.escalations:
            found.add(CaseState.ESCALATED)
        return next((state for state in WEIGHT if state in found), CaseState.ESCALATED)

    def after(self, attempt: Attempt, escalations: Sequence[Escalation]) -> "Standing":
        """How it stands once `attempt` and `escalations` have replaced those of the same action and subject."""
        latest = {escalation.subject: escalation for escalation in (*self.escalations, *escalations)}
        left = [escalation for escalation in latest.values() if escalation.settled_at is None]
        return replace(self, attempts={**self.attempts, attempt.action: attempt}, escalations=left)

    def overdue_at(self) -> datetime:
        """When everybody who was asked has had their time."""
        asked = [decision for decision in self.decisions if decision.verdict is Verdict.REQUIRE_APPROVAL]
        return max(decision.decided_at + timedelta(seconds=sum(decision.rung_seconds())) for decision in asked) + OVERDUE_AFTER

    def outcome(self, case: Case, now: datetime) -> Outcome:
        """What was achieved up to now."""
        return Outcome(
            end_state=self.state,
            intent=self.intent,
            effects=tuple(sorted(action for action, attempt in self.attempts.items() if attempt.state is AttemptState.DONE)),
            approvals=len(self.approvals),
            escalations=tuple(sorted({escalation.reason for escalation in self.escalations})),
            # Two functions' clocks may differ; nothing takes less than no time.
            seconds=max(0, int((now - case.received_at).total_seconds())),
            measured_at=now,
        )

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


def read_standing(store: Store, ref: CaseRef) -> Standing:
    """As the rows are now."""

    def rows(prefix: str, noun: type[N]) -> list[N]:
        found = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), prefix)
        return [noun.from_json(dict(row)) for row in found]

    pointers = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "APPROVAL#")
    found = [find(store, keys.approval(ref.tenant, str(pointer["approval_id"])), ApprovalRequest) for pointer in pointers]
    assessment = find(store, keys.assessment(ref.tenant, ref.case_id), Assessment)
    return Standing(
        decisions=rows("DECISION#", Decision),
        attempts={attempt.action: attempt for attempt in rows("ATTEMPT#", Attempt)},
        escalations=[escalation for escalation in rows("ESCALATION#", Escalation) if escalation.settled_at is None],
        approvals={approval.action: approval for approval in found if approval},
        intent=assessment.intent if assessment and assessment.known else "unknown",
    )
