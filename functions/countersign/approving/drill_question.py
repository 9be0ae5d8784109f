"""A known-bad question, made of its kind: as real as a question can look that nothing can be done with."""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.assurance import Assurance
from countersign.model.audit import GENESIS
from countersign.model.canonical import canonical_json
from countersign.model.case import Case, CaseState
from countersign.model.decision import ApprovalRung, Decision, Need, Reason, Verdict
from countersign.model.drill import DrillKind
from countersign.model.facts import CustomerFact, FactSheet, FactSource, OrderFact, Segment
from countersign.model.plan import Money, PreparedRequest, ProposedAction

# Grants of another bundle do not count, and no bundle has this digest (I6).
NO_BUNDLE = GENESIS
# Nobody's: what is made up needs no key.
NO_KEY = "0" * 32
NOBODY_WAITS = ""
_BOUGHT = timedelta(days=9)


@dataclass(frozen=True)
class DrillQuestion:
    """All rows of one; `approval_id` is random, and everything that is made up follows from it."""

    tenant: str
    kind: DrillKind
    approval_id: str
    now: datetime

    @property
    def case_id(self) -> str:
        return f"C-{b32encode(sha256(self.approval_id.encode()).digest())[:16].decode()}"

    @property
    def off(self) -> str:
        """What is wrong with it, to be said after the answer."""
        return self._filled(self.kind.off)

    @property
    def case(self) -> Case:
        return Case(
            tenant=self.tenant,
            case_id=self.case_id,
            connector=self.kind.action.connector,
            event_id=f"evt_{self.approval_id[:16]}",
            ticket_id=f"TICK-{self._number(3)}",
            customer_id=self._names["customer"],
            personal_key=NO_KEY,
            requester=None,
            channel=self.kind.action.channel,
            content_key="",
            content_digest="",
            received_at=self.now,
            state=CaseState.WAITING,
            starts=1,
        )

    @cached_property
    def action(self) -> ProposedAction:
        told, arguments = self.kind.action, self._arguments
        idempotency_key = sha256(f"{self.approval_id} once".encode()).hexdigest()[:40]
        body = canonical_json({**arguments, "reference": idempotency_key}).decode()
        headers = (("content-type", "application/json; charset=utf-8"), ("idempotency-key", idempotency_key))
        return ProposedAction(
            tenant=self.tenant,
            case_id=self.case_id,
            action_id="0",
            name=told.name,
            title=told.title,
            connector=told.connector,
            connector_version=told.connector_version,
            effect=told.effect,
            intent=told.intent,
            channel=told.channel,
            customer_id=self._names["customer"],
            requester=None,
            drafter=None,
            recipient=self._filled(told.recipient),
            money=Money(amount_minor=told.amount_minor, currency=told.currency),
            arguments=arguments,
            request=PreparedRequest(method="POST", path=told.path, query=(), headers=headers, body=body),
            idempotency_key=idempotency_key,
            citations=(),
            undo=told.undo,
            undo_seconds=told.undo_seconds,
            no_undo_reason=told.no_undo_reason,
            # An edit would begin a workflow.
            editable={},
            playbook=told.intent,
            after=None,
            undoes=None,
            not_after=None,
            supersedes=None,
            salt=sha256(f"{self.approval_id} salt".encode()).hexdigest(),
        )

    @property
    def facts(self) -> FactSheet:
        """What systems of record would say: here the question does not fit."""
        crm, payments = ("customer.read", self.kind.crm), ("order.list", self.kind.action.connector)
        sources = tuple(FactSource(connector=by, read=read, observed_at=self.now, found=True) for read, by in (crm, payments))
        return FactSheet(
            customer=self._customer,
            orders=(self._order,),
            contacts=None,
            passages=(),
            quality_bp=10_000,
            quality_findings=(),
            sources=sources,
            gaps=(),
            observed_at=self.now,
        )

    @property
    def decision(self) -> Decision:
        """As it is shown. The gate never made it, and never reads it: the case has no plan."""
        return Decision(
            tenant=self.tenant,
            case_id=self.case_id,
            action=self.action.digest,
            verdict=Verdict.REQUIRE_APPROVAL,
            needs=self._needs,
            reasons=(Reason(policy=self.kind.policy, title=self.kind.policy_title),),
            errors=(),
            facts={},
            approvals={},
            bundle=NO_BUNDLE,
            routes=self._routes,
            assurance=self._assurance,
            warrant=None,
            dependents=(),
            decided_at=self.now,
        )

    @property
    def request(self) -> ApprovalRequest:
        """Without a task token: no workflow waits."""
        return ApprovalRequest(
            tenant=self.tenant,
            approval_id=self.approval_id,
            case_id=self.case_id,
            action=self.action.digest,
            bundle=NO_BUNDLE,
            needs=self._needs,
            routes=self._routes,
            assurance=self._assurance,
            state=ApprovalState.OPEN,
            rung=0,
            answers=0,
            lapsed=(),
            requested_at=self.now,
            expires_at=self.now + timedelta(seconds=self.kind.within_seconds),
            sealed_token=NOBODY_WAITS,
        )

    @property
    def _arguments(self) -> dict[str, Any]:
        return {name: self._filled(value) if isinstance(value, str) else value for name, value in self.kind.action.arguments.items()}

    @property
    def _needs(self) -> tuple[Need, ...]:
        return (Need(role=self.kind.role, count=1, within_seconds=self.kind.within_seconds),)

    @property
    def _routes(self) -> dict[str, tuple[ApprovalRung, ...]]:
        return {self.kind.role: (ApprovalRung(after_seconds=0, groups=(self.kind.role,)),)}

    @property
    def _assurance(self) -> Assurance:
        return Assurance(link=True, sign_in_seconds=None, second_factor=False)

    @property
    def _customer(self) -> CustomerFact:
        name = self._names["customer"]
        return CustomerFact(
            customer_id=name,
            name=name,
            email=f"{name.lower()}@mail.example",
            phone="",
            segment=Segment.CONSUMER,
            country="DE",
            utc_offset_minutes=60,
            vulnerable=False,
            do_not_contact=False,
            legal_hold=False,
            marketing_consent=False,
            identity_verified=True,
            open_complaint=False,
            possible_duplicates=0,
            updated_at=self.now - _BOUGHT,
        )

    @property
    def _order(self) -> OrderFact:
        names, told = self._names, self.kind.order
        return OrderFact(
            order_id=names["order"],
            customer_id=names["customer"],
            amount_minor=told.amount_minor,
            refundable_minor=told.refundable_minor,
            currency=told.currency,
            purchased_at=self.now - _BOUGHT,
            status=told.status,
            disputed=False,
        )

    @cached_property
    def _names(self) -> dict[str, str]:
        return {"customer": f"CUST-{self._number(0)}", "payee": f"CUST-{self._number(1)}", "order": f"ORD-{self._number(2)}"}

    def _number(self, at: int) -> str:
        """Four digits, another one for each `at`: no customer and payee are the same."""
        drawn = int(sha256(self.approval_id.encode()).hexdigest()[:8], 16)
        return f"{1_000 + (drawn + at * 3_571) % 9_000}"

    def _filled(self, text: str) -> str:
        for name, made_up in self._names.items():
            text = text.replace(f"{{{name}}}", made_up)
        return text
