"""gate: decide one action, and write the warrant for what may now be done. Cannot reach an outside system."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from pydantic import ValidationError

from countersign.errors import ActionAlteredError, ContentAlteredError, TransientHubError, UndoOverError, UndoUnfoundedError
from countersign.gating.answers import counted
from countersign.gating.declared import NotAsPinnedError, require_as_pinned
from countersign.gating.facts import CaseFacts, decision_facts
from countersign.gating.grounds import grounds_of, kept_grounds
from countersign.gating.holding import held
from countersign.gating.undoing import require_in_order
from countersign.gating.warrant import warrant_writes
from countersign.model.approval import Grant
from countersign.model.assurance import Assurance
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.decision import Decision, Hold, Routes, Verdict
from countersign.model.facts import FactSheet
from countersign.model.ledger import CustomerLedger
from countersign.model.plan import ActionPlan, ProposedAction, Rung
from countersign.model.triage import Assessment
from countersign.pins import Pins, shipped
from countersign.policy.bundle import Bundle
from countersign.policy.decide import Ruling, decide
from countersign.policy.facts import DecisionFacts
from countersign.policy.shadow import Candidate, difference
from countersign.policy.strength import assurance
from countersign.ports import Absent, Put, Replace, Store, Verifier, Write, WriteRefusedError
from countersign.record import audit, indexes, keys, votes
from countersign.record.rows import find, load, load_action

# Another writer changed a switch, the bundle or the customer's sums between our reading and our writing: decide again.
ROUNDS = 5
# What may be done in place of an action that may not.
STAND_IN = {
    Verdict.DRAFT: Rung.DRAFT,
    Verdict.RECOMMEND: Rung.RECOMMEND,
    Verdict.ESCALATE: Rung.HAND_OVER,
    Verdict.DENY: Rung.HAND_OVER,
}


@dataclass(frozen=True)
class Gate:
    """What the step works with. The candidate, a bundle on trial, is asked too and changes nothing."""

    store: Store
    bundle: Bundle
    verifier: Verifier
    candidate: Candidate | None = None
    pins: Pins = field(default_factory=shipped)


def gate(hub: Gate, ref: CaseRef, action: str, *, now: datetime) -> Decision | Hold:
    """Decide on fresh facts; a repeat of a warranted decision gives that decision. What comes after another is held until that is done.

    Raises CaseNotFoundError, KeyError for an action that was not planned, and TransientHubError when others kept changing what the
    decision rests on. Nothing else: what cannot be decided is DENY (I15).
    """
    for _ in range(ROUNDS):
        earlier = find(hub.store, keys.decision(ref.tenant, ref.case_id, action), Decision)
        if earlier is not None and earlier.warrant is not None:
            return earlier
        try:
            return held(hub.store, ref, action, now=now) or _Round(hub, ref, action, earlier, now).decide()
        except WriteRefusedError:
            continue
    raise TransientHubError("the grounds of the decision kept changing")


@dataclass(frozen=True)
class _Weighed:
    ruling: Ruling
    facts: DecisionFacts | None = None
    grants: Sequence[Grant] = ()
    action: ProposedAction | None = None
    ledger: CustomerLedger = field(default_factory=CustomerLedger)

    @property
    def approvals(self) -> dict[str, int]:
        return votes.per_role(self.grants)


@dataclass(frozen=True)
class _Round:
    """One attempt: read, decide, write."""

    hub: Gate
    ref: CaseRef
    action: str
    earlier: Decision | None
    now: datetime

    def decide(self) -> Decision:
        """Raises WriteRefusedError when what was read is no longer so."""
        planned = self._plan.planned(self.action)
        weighed = self._weigh(self.action)
        verdict = weighed.ruling.verdict
        if self.action == planned.notes[Rung.HAND_OVER] and verdict is Verdict.ALLOW:
            # What plans only its own hand-over is an escalation.
            verdict = Verdict.ESCALATE
        if verdict is Verdict.ALLOW:
            return self._write(verdict, weighed, self.action, self._warrant(weighed))
        stand_in = planned.notes[STAND_IN[verdict]] if verdict in STAND_IN else None
        return self._write_stand_in(verdict, weighed, stand_in)

    @cached_property
    def _plan(self) -> ActionPlan:
        return load(self.hub.store, keys.plan(self.ref.tenant, self.ref.case_id), ActionPlan)

    def _write_stand_in(self, verdict: Verdict, weighed: _Weighed, stand_in: str | None) -> Decision:
        """A note is an action too: it is warranted only on an ALLOW of its own."""
        if stand_in is None:
            return self._write(verdict, weighed, None, [])
        if self.hub.store.get(keys.warrant(self.ref.tenant, self.ref.case_id, stand_in)) is not None:
            return self._write(verdict, weighed, stand_in, [])
        note = weighed if stand_in == self.action else self._weigh(stand_in)
        if note.ruling.verdict is not Verdict.ALLOW:
            return self._write(verdict, weighed, None, [])
        return self._write(verdict, weighed, stand_in, self._warrant(note))

    def _weigh(self, digest: str) -> _Weighed:
        tenant, case_id = self.ref.tenant, self.ref.case_id
        try:
            action = load_action(self.hub.store, self.ref, digest)
            require_as_pinned(action, self.hub.pins)
            require_in_order(self.hub.store, self.ref, action, now=self.now)
            case = CaseFacts(
                sheet=load(self.hub.store, keys.fact_sheet(tenant, case_id), FactSheet),
                assessment=load(self.hub.store, keys.assessment(tenant, case_id), Assessment),
                ledger=find(self.hub.store, keys.customer_ledger(tenant, action.customer_id), CustomerLedger) or CustomerLedger(),
            )
            facts = decision_facts(self.hub.store, self.hub.bundle, case, action, self.now)
            grants = counted(self.hub.store, self.hub.bundle, self.hub.verifier, action, now=self.now)
        except (ActionAlteredError, ContentAlteredError, NotAsPinnedError, UndoOverError, UndoUnfoundedError, ValidationError) as error:
            return _Weighed(Ruling.failed([type(error).__name__]))
        ruling = decide(self.hub.bundle, facts, votes.per_role(grants))
        return _Weighed(ruling, facts, grants, action, case.ledger)

    def _warrant(self, weighed: _Weighed) -> list[Write]:
        if weighed.action is None:
            return []
        return warrant_writes(weighed.action, bundle=self.hub.bundle.digest, grants=weighed.grants, ledger=weighed.ledger, now=self.now)

    def _write(self, verdict: Verdict, weighed: _Weighed, warrant: str | None, writes: list[Write]) -> Decision:
        decision = Decision(
            tenant=self.ref.tenant,
            case_id=self.ref.case_id,
            action=self.action,
            verdict=verdict,
            needs=weighed.ruling.needs,
            reasons=weighed.ruling.reasons,
            errors=weighed.ruling.errors,
            facts=weighed.facts.to_json() if weighed.facts else {},
            approvals=weighed.approvals,
            bundle=self.hub.bundle.digest,
            routes=_routes(self.hub.bundle, weighed.ruling),
            assurance=_assurance(self.hub.bundle, weighed),
            warrant=warrant,
            dependents=tuple(self._plan.dependents(self.action)),
            decided_at=self.now,
        )
        shown = decision.to_json()
        kept = ("action", "verdict", "needs", "reasons", "errors", "approvals", "bundle", "warrant")
        grounds = grounds_of(weighed.action, weighed.facts)
        body = {**{name: shown[name] for name in kept}, "name": grounds and grounds.name, "facts": grounds and grounds.commitment}
        entry = AuditEntry(type="decision.made", actor="gate", body=body)
        # Of two gates at one action only one may be right: a second decision never hides a warrant that the first one wrote.
        expect = {"decided_at": self.earlier.to_json()["decided_at"], "warrant": None} if self.earlier else None
        row = Put(keys.decision(self.ref.tenant, self.ref.case_id, self.action), shown, expect=expect)
        # What a person put another action in the place of is never warranted, nor is a note in its place.
        still_asked = [Absent(keys.edit(self.ref.tenant, self.ref.case_id, self.action))] if warrant else []
        audit.commit(
            self.hub.store,
            self.ref.tenant,
            self.ref.case_id,
            entry,
            [row, *still_asked, *kept_grounds(self.ref, grounds), *self._found_by(decision, weighed), *writes],
            now=self.now,
        )
        return decision

    def _found_by(self, decision: Decision, weighed: _Weighed) -> list[Write]:
        """Without a condition, so that it can never refuse the decision it is written with."""
        return [*indexes.of_decision(decision), *self._shadow(decision, weighed)]

    def _shadow(self, decision: Decision, weighed: _Weighed) -> list[Write]:
        if self.hub.candidate is None or weighed.facts is None:
            return []
        found = difference(self.hub.candidate, self.hub.bundle, weighed.facts, weighed.approvals, weighed.ruling)
        if found is None:
            return []
        row = found.to_json()
        return [Replace(keys.shadow(self.ref.tenant, self.ref.case_id, self.action), row), indexes.of_difference(decision, row)]


def _routes(bundle: Bundle, ruling: Ruling) -> Routes:
    return {need.role: bundle.tables.approvals[need.role].rungs for need in ruling.needs}


def _assurance(bundle: Bundle, weighed: _Weighed) -> Assurance | None:
    """What those who are asked have to show."""
    if weighed.action is None or not weighed.ruling.needs:
        return None
    return assurance(bundle.tables.strength, weighed.action, sum(need.count for need in weighed.ruling.needs))
