"""Nouns for tests: a complete one each, and what differs from it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from countersign.model.account import Account
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry, AuditEvent
from countersign.model.case import Case, CaseRef, CaseState, Channel
from countersign.model.delegation import Colleague, Delegation
from countersign.model.facts import ContactHistory, CustomerFact, FactSheet, OrderFact, Segment
from countersign.model.frozen import Frozen
from countersign.model.plan import ActionPlan, Money, PlannedAction, PreparedRequest, ProposedAction, Rung
from countersign.model.triage import Assessment
from countersign.ports import Store
from countersign.record import audit
from countersign.sdk.contract import Effect

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
TENANT = "main"
CASE_ID = "C-AAAABBBBCCCCDDDD"
REF = CaseRef(tenant=TENANT, case_id=CASE_ID)

N = TypeVar("N", bound=Frozen)


def _with(noun: N, changes: Mapping[str, Any]) -> N:
    return noun.model_copy(update=dict(changes))


def make_case(**changes: Any) -> Case:
    case_id = changes.get("case_id", CASE_ID)
    case = Case(
        tenant=TENANT,
        case_id=case_id,
        connector="sandbox_ticketing",
        event_id="evt_1",
        ticket_id="TICK-0001",
        customer_id="CUST-0001",
        personal_key="0" * 32,
        requester=None,
        channel=Channel.EMAIL,
        content_key=f"{TENANT}/{case_id}/interaction.json",
        content_digest="c" * 64,
        received_at=NOW,
        state=CaseState.RECEIVED,
        starts=1,
    )
    return _with(case, changes)


def make_assessment(**changes: Any) -> Assessment:
    assessment = Assessment(
        intent="refund_request",
        known=True,
        confidence_bp=9_500,
        alternatives=(),
        taint="none",
        taint_signals=(),
        language="en",
        priority="normal",
        tags=(),
        summary="The watering can leaks.",
        references=("ORD-1001",),
        personal_data=(),
    )
    return _with(assessment, changes)


def make_customer(**changes: Any) -> CustomerFact:
    customer = CustomerFact(
        customer_id="CUST-0001",
        name="Greta Holm",
        email="greta.holm@mail.example",
        phone="+4915550100001",
        segment=Segment.CONSUMER,
        country="DE",
        utc_offset_minutes=60,
        vulnerable=False,
        do_not_contact=False,
        legal_hold=False,
        marketing_consent=True,
        identity_verified=True,
        open_complaint=False,
        possible_duplicates=0,
        updated_at=NOW - timedelta(days=20),
    )
    return _with(customer, changes)


def make_order(**changes: Any) -> OrderFact:
    order = OrderFact(
        order_id="ORD-1001",
        customer_id="CUST-0001",
        amount_minor=1_000_000,
        refundable_minor=1_000_000,
        currency="EUR",
        purchased_at=NOW - timedelta(days=5),
        status="delivered",
        disputed=False,
    )
    return _with(order, changes)


def make_sheet(**changes: Any) -> FactSheet:
    sheet = FactSheet(
        customer=make_customer(),
        orders=(make_order(),),
        contacts=ContactHistory(customer_id="CUST-0001", contacts_24h=0, last_contact_at=None),
        passages=(),
        quality_bp=9_500,
        quality_findings=(),
        sources=(),
        gaps=(),
        observed_at=NOW,
    )
    return _with(sheet, changes)


def make_action(amount_minor: int = 2_000, **changes: Any) -> ProposedAction:
    """A refund whose request carries the amount, as the payments connector prepares it."""
    arguments = {
        "order_id": "ORD-1001",
        "customer_id": "CUST-0001",
        "amount_minor": amount_minor,
        "currency": "EUR",
        "reason": "requested_by_customer",
    }
    key = changes.get("idempotency_key", "a" * 40)
    request = PreparedRequest(
        method="POST",
        path="/refunds",
        query=(),
        headers=(("content-type", "application/json; charset=utf-8"), ("idempotency-key", key)),
        body=json.dumps({**arguments, "reference": key}, sort_keys=True, separators=(",", ":")),
    )
    action = ProposedAction(
        tenant=TENANT,
        case_id=CASE_ID,
        action_id="0",
        name="refund.issue",
        title="Pay back",
        connector="sandbox_payments",
        connector_version="0.1.0",
        effect=Effect.MONEY,
        intent="refund_request",
        channel=Channel.EMAIL,
        customer_id="CUST-0001",
        requester=None,
        drafter=None,
        recipient="CUST-0001",
        money=Money(amount_minor=amount_minor, currency="EUR"),
        arguments=arguments,
        request=request,
        idempotency_key=key,
        citations=(),
        undo="refund.reverse",
        undo_seconds=1_800,
        no_undo_reason=None,
        editable={"amount_minor": {"type": "integer", "minimum": 1}},
        playbook="refund_request",
        after=None,
        undoes=None,
        not_after=None,
        supersedes=None,
        salt="5" * 64,
    )
    return _with(action, changes)


def make_reply(first: ProposedAction) -> ProposedAction:
    """A reply that confirms `first`, and comes after it."""
    key, text = "c" * 40, "We have paid it back."
    request = PreparedRequest(
        method="POST",
        path="/tickets/TICK-0001/comments",
        query=(),
        headers=(("content-type", "application/json; charset=utf-8"),),
        body=json.dumps({"body": text, "external_id": key, "public": True}, sort_keys=True, separators=(",", ":")),
    )
    return make_action(
        action_id="1",
        name="ticket.reply_public",
        title="Reply to the customer",
        connector="sandbox_ticketing",
        effect=Effect.CUSTOMER_CONTACT,
        money=None,
        arguments={"ticket_id": "TICK-0001", "customer_id": "CUST-0001", "text": text},
        request=request,
        idempotency_key=key,
        undo=None,
        undo_seconds=None,
        no_undo_reason="The customer has been sent the text.",
        editable={"text": {"type": "string", "minLength": 1}},
        after=first.digest,
    )


def make_note(action_id: str = "0.draft", name: str = "ticket.note_internal", **changes: Any) -> ProposedAction:
    """An internal note on the ticket; a hand-over with `name="ticket.hand_over"`."""
    written = {"ticket_id": "TICK-0001", "text": f"A note: {action_id}."}
    if name == "ticket.hand_over":
        written = {"ticket_id": "TICK-0001", "queue": "customer_care", "summary": "For a person."}
    key = (action_id.encode().hex() * 40)[:40]
    collection = "hand-overs" if name == "ticket.hand_over" else "comments"
    body = {"external_id": key, "queue": "customer_care", "summary": "For a person."}
    if collection == "comments":
        body = {"external_id": key, "public": False, "body": written["text"]}
    request = PreparedRequest(
        method="POST",
        path=f"/tickets/TICK-0001/{collection}",
        query=(),
        headers=(("content-type", "application/json; charset=utf-8"),),
        body=json.dumps(body, sort_keys=True, separators=(",", ":")),
    )
    return make_action(
        action_id=action_id,
        name=name,
        title="A note",
        connector="sandbox_ticketing",
        effect=Effect.WRITE_REVERSIBLE,
        recipient=None,
        money=None,
        arguments=written,
        request=request,
        idempotency_key=key,
        undo=None,
        undo_seconds=None,
        no_undo_reason="A wrong note is put right by another.",
        editable={},
        **changes,
    )


def plan_for(*actions: ProposedAction) -> tuple[ActionPlan, list[ProposedAction]]:
    """A plan of these actions with a note for each rung, and all actions it names."""
    case_id = actions[0].case_id
    hand_over = make_note("hand_over", "ticket.hand_over", case_id=case_id, tenant=actions[0].tenant)
    stored, entries = [hand_over], []
    for action in actions:
        notes = {
            rung: make_note(f"{action.action_id}.{rung}", case_id=case_id, tenant=action.tenant) for rung in (Rung.DRAFT, Rung.RECOMMEND)
        }
        stored += [action, *notes.values()]
        stand_ins = {rung: note.digest for rung, note in notes.items()} | {Rung.HAND_OVER: hand_over.digest}
        entries.append(PlannedAction(action=action.digest, after=action.after, asked=False, notes=stand_ins))
    return ActionPlan(playbook="refund_request", revision=0, actions=tuple(entries), hand_over=hand_over.digest), stored


def make_voter(name: str = "sam", *groups: str, **changes: Any) -> Voter:
    voter = Voter(
        tenant=TENANT,
        subject=f"sub-{name}",
        name=name,
        email=f"{name}@larkfield.example",
        groups=groups or ("supervisor",),
        authenticated_at=NOW - timedelta(minutes=5),
        methods=("pwd",),
        via="api",
        person=None,
    )
    return _with(voter, changes)


def make_account(voter: Voter, **changes: Any) -> Account:
    """The directory's entry of somebody who votes."""
    account = Account(
        tenant=voter.tenant,
        subject=voter.subject,
        name=voter.name,
        email=voter.email,
        groups=voter.groups,
        person=voter.person,
        enabled=True,
        second_factor=False,
    )
    return _with(account, changes)


def make_delegation(**changes: Any) -> Delegation:
    """Dora stands in for Sam, in everything, for a day."""
    delegation = Delegation(
        tenant=TENANT,
        delegation_id="d" * 32,
        delegator=Colleague(subject="sub-sam", name="sam", person=None),
        delegate=Colleague(subject="sub-dora", name="dora", person=None),
        roles=("supervisor",),
        actions=(),
        up_to=None,
        reason="Leave",
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        made_at=NOW,
        revoked_at=None,
        revoked_by=None,
    )
    return _with(delegation, changes)


def make_chain(store: Store, length: int, case_id: str = CASE_ID) -> list[AuditEvent]:
    """A record of `length` events, as the hub writes it."""
    for number in range(length):
        entry = AuditEntry(type="test.happened", actor="test", body={"number": number})
        audit.commit(store, TENANT, case_id, entry, [], now=NOW + timedelta(seconds=number))
    return audit.events(store, TENANT, case_id)
