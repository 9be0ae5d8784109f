"""A hub in this process: the real steps, policies and connectors, on stores in memory and the sandbox company beside it."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tests.builders import CASE_ID, NOW, TENANT, make_account, make_assessment, make_case, make_sheet, plan_for
from tests.fakes import LocalKey, SandboxTransport
from tests.policies.given import shipped_bundle

from countersign.adapters.data_keys import InMemoryKeyKeeper
from countersign.adapters.in_memory import (
    InMemoryDirectory,
    InMemoryObjects,
    InMemorySecrets,
    InMemoryStore,
    InMemoryTokenSafe,
    InMemoryWorkflows,
)
from countersign.approving.editing import Editor
from countersign.connectors import Catalogue, load
from countersign.model.amendment import Asked, Changed, Edited, Window
from countersign.model.approval import ApprovalRequest, Voter
from countersign.model.audit import AuditEvent
from countersign.model.canonical import canonical_json
from countersign.model.case import Case, CaseRef, Interaction
from countersign.model.decision import Decision, Hold, Verdict
from countersign.model.effect import Attempt
from countersign.model.facts import FactSheet
from countersign.model.plan import ActionPlan, ProposedAction
from countersign.model.privacy import About, Erase, Erasure
from countersign.model.triage import Assessment
from countersign.planning.playbook import shipped
from countersign.policy.bundle import Bundle
from countersign.policy.shadow import Candidate
from countersign.ports import Key, Power, Put, Replace, Store, Table
from countersign.privacy.erasing import Eraser, Erasing
from countersign.privacy.holdings import Holdings
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.ports import KeyKeeper
from countersign.privacy.sealed_content import SealedContent, content_key
from countersign.privacy.sealed_store import SealedStore
from countersign.record import audit, keys
from countersign.record.interactions import content_digest
from countersign.record.rows import load_case
from countersign.record.switches import Switch
from countersign.sdk.contract import RawWebhook
from countersign.sdk.webhooks import sign
from countersign.steps.enrich import enrich
from countersign.steps.escalate import escalate
from countersign.steps.execute import Executor, execute
from countersign.steps.gate import Gate, gate
from countersign.steps.intake import Accepted, Intake, intake
from countersign.steps.measure import measure
from countersign.steps.plan import left_to_hub, plan
from countersign.steps.record_approval import Answer, Recorded, Registrar, record_approval
from countersign.steps.request_approval import Asker, request_approval
from countersign.steps.sweep import Sweeper, Swept, sweep
from countersign.steps.triage import triage
from countersign.triage.model_file import embedded
from countersign.viewing.undoing import Undoing

SYSTEMS = ("crm", "ticketing", "telephony", "knowledge", "payments")
WEBHOOK_KEY = "whsec_" + "bGFya2ZpZWxkIGdvb2RzIGtleQ=="
CONNECTOR = "sandbox_ticketing"
DONE_VERDICTS = {Verdict.ALLOW, Verdict.DRAFT, Verdict.RECOMMEND}


@cache
def catalogue() -> Catalogue:
    return load([f"countersign-sandbox-{system}" for system in SYSTEMS])


@dataclass
class World:
    """`now` is the only clock; `store` may be wrapped to let something happen between two calls."""

    store: Any = field(default_factory=InMemoryStore)
    now: datetime = NOW
    tenant: str = TENANT
    bundle: Bundle = field(default_factory=shipped_bundle)
    candidate: Candidate | None = None
    key: LocalKey = field(default_factory=LocalKey)
    content: Any = field(default_factory=InMemoryObjects)
    workflows: InMemoryWorkflows = field(default_factory=InMemoryWorkflows)
    tokens: InMemoryTokenSafe = field(default_factory=InMemoryTokenSafe)
    keeper: KeyKeeper = field(default_factory=InMemoryKeyKeeper)
    directory: InMemoryDirectory = field(default_factory=InMemoryDirectory)
    met: set[str] = field(default_factory=set)
    secrets: InMemorySecrets = field(init=False)
    transport: SandboxTransport = field(init=False)
    rows: Any = field(init=False)
    blind_store: Store = field(init=False)
    objects: Any = field(init=False)
    ring: KeyRing = field(init=False)
    asked: int = 0

    def __post_init__(self) -> None:
        """`rows` and `objects` are as they lie in table and bucket; steps see them through the customers' keys."""
        self.objects = self.content
        self.lie_in(self.store)
        self.transport = SandboxTransport(lambda: self.now)
        self.secrets = InMemorySecrets({(self.tenant, CONNECTOR, Power.WEBHOOK): {"keys": [WEBHOOK_KEY]}})
        self.point_to(self.bundle.digest)

    def lie_in(self, rows: Any) -> None:
        """From now on the steps work on these rows."""
        self.rows = rows
        self.ring = KeyRing(rows, self.keeper, lambda: self.now.timestamp())  # noqa: PLW0108  `now` moves on
        self.store, self.blind_store = SealedStore(rows, self.ring), SealedStore(rows, None)
        self.content = SealedContent(self.objects, self.ring)

    # What an operator or an outsider does.

    def point_to(self, bundle: str) -> None:
        self.store.transact([Replace(keys.bundle_pointer(self.tenant), {"digest": bundle})])

    def throw(self, kind: str, name: str) -> None:
        switch = Switch(kind=kind, name=name, thrown=True, by="olga", reason="drill", at=self.now)
        self.store.transact([Replace(keys.switch(self.tenant, kind, name), switch.to_json())])

    def alter(self, key: Key, **changes: Any) -> None:
        """Change a row behind the hub's back; what is sealed, with the customer's key in hand."""
        lying = self.rows.get(key) or {}
        if changes.keys() <= lying.keys():
            self.rows.transact([Replace(key, {**lying, **changes})])
        else:
            self.store.transact([Replace(key, {**self.row(key), **changes})])

    def row(self, key: Key) -> dict[str, Any]:
        found = self.store.get(key)
        assert found is not None, key
        return dict(found)

    def employ(self, *people: Voter, **changes: Any) -> None:
        """The directory knows these people from now on, as they say they are but for `changes`."""
        for person in people:
            self.met.add(person.subject)
            self.directory.put(make_account(person, **changes))

    def wait(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def open_ticket(self, ticket_id: str, **changes: Any) -> dict[str, Any]:
        """A ticket at the company, and the data of its webhook."""
        data = {"ticket_id": ticket_id, "customer_id": "CUST-0001", "channel": "email", "subject": "Refund", "text": "Refund, please."}
        data |= changes
        ticket = {"id": ticket_id, "status": "open", "queue": None, "created_at": "2026-11-18T12:00:00Z", **data}
        self.transport.company.documents.put("ticket", ticket_id, ticket)
        return data

    # The steps, one by one.

    def webhook(self, data: Any, event_id: str = "evt_1", *, type_: str = "ticket.created", key: str = WEBHOOK_KEY) -> RawWebhook:
        message = {"type": type_, "timestamp": "2026-11-18T12:00:00Z", "data": data}
        return self.signed(json.dumps(message).encode(), event_id, key=key)

    def signed(self, body: bytes, event_id: str = "evt_1", *, key: str = WEBHOOK_KEY) -> RawWebhook:
        timestamp = int(self.now.timestamp())
        headers = {
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": sign(event_id=event_id, timestamp=timestamp, body=body, key=key),
        }
        return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks")

    def intake(self, webhook: RawWebhook, *, connector: str = CONNECTOR) -> list[Accepted]:
        hub = Intake(self.store, self.content, self.secrets, catalogue(), self.workflows, self.ring)
        return intake(hub, webhook, tenant=self.tenant, connector=connector, now=self.now)

    def triage(self, ref: CaseRef) -> Assessment:
        return triage(ref, store=self.store, content=self.content, model=embedded(), now=self.now)

    def enrich(self, ref: CaseRef) -> FactSheet:
        return enrich(
            ref,
            store=self.store,
            content=self.content,
            catalogue=catalogue(),
            transport=self.transport,
            playbooks=shipped(),
            now=self.now,
        )

    def plan(self, ref: CaseRef) -> ActionPlan:
        return plan(ref, store=self.store, content=self.content, catalogue=catalogue(), playbooks=shipped(), now=self.now)

    def gate(self, ref: CaseRef, action: str) -> Decision | Hold:
        return gate(Gate(self.store, self.bundle, self.key, self.candidate), ref, action, now=self.now)

    def execute(self, ref: CaseRef, warranted: str) -> Attempt:
        return execute(Executor(self.store, catalogue(), self.transport), ref, warranted, now=self.now)

    def ask(self, ref: CaseRef, action: str, *, rung: int = 0, task_token: str | None = None) -> ApprovalRequest:
        self.asked += 1
        asker = Asker(self.store, self.tokens)
        return request_approval(
            asker, ref, action, rung=rung, task_token=task_token or f"token-{self.asked}", new_id=f"{self.asked:032x}", now=self.now
        )

    def vote(self, request: ApprovalRequest, voter: Voter, answer: str = "approve", **changes: Any) -> Recorded:
        """Whoever votes for the first time is employed as they say they are; what becomes of them afterwards is the test's affair."""
        if voter.subject not in self.met:
            self.employ(voter)
        given = Answer.from_json({"action": request.action, "answer": answer, "reason": "seen", **changes})
        registrar = Registrar(self.store, self.key, self.tokens, self.workflows, self.directory)
        return record_approval(registrar, request.approval_id, voter, given, now=self.now)

    def escalate(self, ref: CaseRef, action: str | None, reason: str) -> None:
        escalate(ref, action=action, reason=reason, store=self.blind_store, now=self.now)

    def measure(self, ref: CaseRef) -> Case:
        return measure(ref, store=self.blind_store, now=self.now)

    def edit(self, ref: CaseRef, action: str, person: Voter, **arguments: Any) -> Edited:
        editor = Editor(self.store, self.tokens, self.workflows, self.directory)
        return editor.edit(person, ref.case_id, action, Changed(arguments=arguments, reason="that is what was agreed"), now=self.now)

    def undo(self, ref: CaseRef, action: str, person: Voter, reason: str = "paid to the wrong customer") -> Window:
        return Undoing(self.store, self.workflows, person, self.now).ask(ref.case_id, action, Asked(reason=reason))

    def sweep(self) -> Swept:
        return sweep(Sweeper(self.blind_store, self.tokens, self.workflows), now=self.now)

    def holdings(self, person: Voter, customer_id: str) -> dict[str, Any]:
        return Holdings(self.rows, self.content, self.ring, person, self.now).show(About(customer_id=customer_id))

    def erase(self, person: Voter, customer_id: str, reason: str | None = None) -> Erasing:
        return self._eraser(person).erase(Erase(customer_id=customer_id, reason=reason))

    def erasures(self, person: Voter) -> list[Erasure]:
        return [Erasure.from_json(dict(row)) for row in self._eraser(person).erasures().rows]

    def _eraser(self, person: Voter) -> Eraser:
        return Eraser(self.rows, self.objects, self.ring, person, self.now)

    # The ways of a case, as the state machines chain the steps.

    def receive(self, event_id: str = "evt_1", **ticket: Any) -> CaseRef:
        """A ticket arrives; its webhook is genuine."""
        data = self.open_ticket(ticket.pop("ticket_id", "TICK-0100"), **ticket)
        (accepted,) = self.intake(self.webhook(data, event_id))
        return CaseRef(tenant=self.tenant, case_id=accepted.case_id)

    def run(self, ref: CaseRef) -> list[Decision]:
        """The case workflow, up to what waits for people; the decisions on what comes after nothing."""
        self.triage(ref)
        self.enrich(ref)
        planned = self.plan(ref)
        left = left_to_hub(self.store, ref, planned)
        decisions = [self.settle(ref, entry.action) for entry in planned.actions if entry.action in left and entry.after is None]
        self.measure(ref)
        return decisions

    def settle(self, ref: CaseRef, action: str) -> Decision:
        """Gate and what its verdict leads to, then what comes after the action, unless people are to be asked first."""
        decision = self._settle(ref, action)
        for dependent in decision.dependents if decision.verdict is not Verdict.REQUIRE_APPROVAL else ():
            self._settle(ref, dependent)
        return decision

    def _settle(self, ref: CaseRef, action: str) -> Decision | Hold:
        decision = self.gate(ref, action)
        if isinstance(decision, Hold) or decision.verdict is Verdict.REQUIRE_APPROVAL:
            return decision
        if decision.verdict not in DONE_VERDICTS or decision.warrant is None:
            self.escalate(ref, action, decision.verdict)
        if decision.warrant is not None:
            self.execute(ref, decision.warrant)
        return decision

    def begin(self, case: Case, interaction: Interaction | None = None) -> Case:
        """A case straight into the tables, under its customer's key; with its text, if it has one."""
        key = self.ring.current(self.tenant, case.customer_id)
        salt = key.data.derive(case.case_id)
        changes = {"tenant": self.tenant, "personal_key": key.key_id}
        if interaction:
            digest = content_digest(interaction, salt)
            changes |= {"content_digest": digest, "content_key": content_key(self.tenant, key.key_id, case.case_id, digest)}
        begun = case.model_copy(update=changes)
        where = (self.tenant, case.case_id)
        self.store.transact([Put(keys.case(*where), begun.to_json()), Put(keys.salt(*where), {"salt": salt}), *key.writes])
        if interaction:
            self.content.put(begun.content_key, canonical_json(interaction.to_json()))
        return begun

    def given(
        self,
        *actions: ProposedAction,
        assessment: Assessment | None = None,
        sheet: FactSheet | None = None,
        case: Case | None = None,
    ) -> CaseRef:
        """A case that has been planned with `actions`, put straight into the tables."""
        known = case or make_case(case_id=actions[0].case_id, tenant=self.tenant)
        self.begin(known)
        where = (self.tenant, known.case_id)
        proposed, stored = plan_for(*actions)
        self.store.transact(
            [
                Put(keys.assessment(*where), (assessment or make_assessment()).to_json()),
                Put(keys.fact_sheet(*where), (sheet or make_sheet(observed_at=self.now)).to_json()),
                Put(keys.plan(*where), proposed.to_json()),
                *(Put(keys.action(*where, action.digest), action.to_json()) for action in stored),
            ]
        )
        return CaseRef(tenant=self.tenant, case_id=known.case_id)

    # What is on record.

    def case(self, ref: CaseRef) -> Case:
        return load_case(self.store, ref)

    def record(self, case_id: str = CASE_ID) -> list[AuditEvent]:
        return audit.events(self.store, self.tenant, case_id)

    def types(self, ref: CaseRef) -> list[str]:
        return [event.type for event in self.record(ref.case_id)]

    def warrants(self, ref: CaseRef) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.query(Table.WARRANT, keys.case_partition(self.tenant, ref.case_id), "WARRANT#")]
