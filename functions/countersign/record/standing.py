"""How a case stands, by all of its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from countersign.model.amendment import Edit, Undo
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.case import Case, CaseRef, CaseState
from countersign.model.decision import Decision, Verdict, Withheld
from countersign.model.effect import Attempt, AttemptState
from countersign.model.frozen import Frozen
from countersign.model.outcome import WHOLE_CASE, Escalation, Outcome
from countersign.model.plan import ActionPlan
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
    """All rows of the case that say how it stands.

    `escalations` are those that nobody has settled; `seen_to` says when a person settled the others, by subject.
    """

    decisions: Sequence[Decision]
    attempts: Mapping[str, Attempt]
    escalations: Sequence[Escalation]
    approvals: Mapping[str, ApprovalRequest]
    intent: str
    seen_to: Mapping[str, datetime] = field(default_factory=dict)
    plan: ActionPlan | None = None
    withheld: frozenset[str] = frozenset()
    asked: Sequence[Undo | Edit] = ()

    @property
    def unfinished(self) -> bool:
        """What comes after something done, or what people have asked for since, is neither decided nor withheld nor a person's."""
        with_people = {**{escalation.subject: escalation.at for escalation in self.escalations}, **self.seen_to}
        accounted = {decision.action for decision in self.decisions} | self.withheld | with_people.keys()
        accounted |= {each.action for each in self.asked if isinstance(each, Edit)}
        given_up = with_people.get(WHOLE_CASE)
        if any(each.drawn not in accounted and (given_up is None or given_up < each.at) for each in self.asked):
            return True
        if self.plan is None or given_up is not None:
            return False
        done = {action for action, attempt in self.attempts.items() if attempt.state is AttemptState.DONE}
        return any(entry.after in done and entry.action not in accounted for entry in self.plan.actions)

    @property
    def state(self) -> CaseState:
        """What the rows add up to."""
        found = {self._state_of(decision) for decision in self.decisions}
        if self.escalations:
            found.add(CaseState.ESCALATED)
        undecided = CaseState.RESOLVED if WHOLE_CASE in self.seen_to else CaseState.ESCALATED
        return next((state for state in WEIGHT if state in found), undecided)

    def with_attempt(self, attempt: Attempt) -> "Standing":
        """How it stands once `attempt` has replaced that of the same action."""
        return replace(self, attempts={**self.attempts, attempt.action: attempt})

    def with_escalations(self, escalations: Sequence[Escalation]) -> "Standing":
        """How it stands once `escalations` have replaced those of the same subject."""
        changed = {escalation.subject for escalation in escalations}
        left = [escalation for escalation in self.escalations if escalation.subject not in changed]
        seen_to = {subject: at for subject, at in self.seen_to.items() if subject not in changed}
        opened = [escalation for escalation in escalations if escalation.settled_at is None]
        return replace(self, escalations=[*left, *opened], seen_to=seen_to | _seen_to(escalations))

    def overdue_at(self) -> datetime:
        """When everybody who was asked has had their time. Deciding again, while nobody is asked again, gives nobody more of it."""
        asked = [decision for decision in self.decisions if decision.verdict is Verdict.REQUIRE_APPROVAL]
        return max(self._ends_at(decision) for decision in asked) + OVERDUE_AFTER

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

    def _ends_at(self, decision: Decision) -> datetime:
        approval = self.approvals.get(decision.action)
        return approval.expires_at if approval else decision.decided_at + timedelta(seconds=sum(decision.rung_seconds()))

    def _state_of(self, decision: Decision) -> CaseState:
        if decision.verdict is Verdict.REQUIRE_APPROVAL:
            approval = self.approvals.get(decision.action)
            # Approved, but not yet decided again: the approval workflow is on its way.
            asked = approval is None or approval.state in {ApprovalState.OPEN, ApprovalState.APPROVED}
            # An escalated action has no workflow left that could wait, whatever its approval still says.
            with_person = decision.action in {escalation.subject for escalation in self.escalations}
            if asked and not with_person and not self._was_seen_to(decision, decision.action):
                return CaseState.WAITING
        attempt = self.attempts.get(decision.warrant) if decision.warrant else None
        done = attempt is not None and attempt.state is AttemptState.DONE
        if done and decision.verdict in BY_VERDICT:
            return BY_VERDICT[decision.verdict]
        return CaseState.RESOLVED if self._was_seen_to(decision, decision.action, WHOLE_CASE) else CaseState.ESCALATED

    def _was_seen_to(self, decision: Decision, *subjects: str) -> bool:
        """By a person; what was decided or asked afterwards is a new matter."""
        approval = self.approvals.get(decision.action)
        began = max(decision.decided_at, approval.requested_at) if approval else decision.decided_at
        return any(began <= self.seen_to[subject] for subject in subjects if subject in self.seen_to)


def read_standing(store: Store, ref: CaseRef) -> Standing:
    """As the rows are now."""

    def rows(prefix: str, noun: type[N]) -> list[N]:
        found = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), prefix)
        return [noun.from_json(dict(row)) for row in found]

    pointers = store.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "APPROVAL#")
    found = [find(store, keys.approval(ref.tenant, str(pointer["approval_id"])), ApprovalRequest) for pointer in pointers]
    assessment = find(store, keys.assessment(ref.tenant, ref.case_id), Assessment)
    escalations, edits = rows("ESCALATION#", Escalation), rows("EDIT#", Edit)
    superseded = {edit.action for edit in edits}
    return Standing(
        decisions=[decision for decision in rows("DECISION#", Decision) if decision.action not in superseded],
        attempts={attempt.action: attempt for attempt in rows("ATTEMPT#", Attempt)},
        escalations=[escalation for escalation in escalations if escalation.settled_at is None],
        approvals={approval.action: approval for approval in found if approval},
        intent=assessment.intent if assessment and assessment.known else "unknown",
        seen_to=_seen_to(escalations),
        plan=find(store, keys.plan(ref.tenant, ref.case_id), ActionPlan),
        withheld=frozenset(withheld.action for withheld in rows("WITHHELD#", Withheld)),
        asked=[*rows("UNDO#", Undo), *edits],
    )


def _seen_to(escalations: Sequence[Escalation]) -> dict[str, datetime]:
    """Not those whose effect turned out to be done or not: the attempt says so."""
    return {escalation.subject: escalation.settled_at for escalation in escalations if escalation.settled_at and escalation.settled_by}
