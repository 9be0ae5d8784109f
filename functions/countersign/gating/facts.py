"""Gathering what a decision sees, from systems of record, our own ledgers, switches and tables. No text comes in here (I11)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.model.facts import CustomerFact, FactSheet, OrderFact
from countersign.model.ledger import CustomerLedger
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment
from countersign.policy.bundle import Bundle, autonomy_level
from countersign.policy.facts import (
    NO_MONEY,
    NO_PURCHASE,
    UNKNOWN_CUSTOMER,
    UNKNOWN_NUMBER,
    ActionFacts,
    ContactFacts,
    CustomerFacts,
    DecisionFacts,
    LedgerFacts,
    MoneyFacts,
    PurchaseFacts,
    SwitchFacts,
    TriageFacts,
)
from countersign.ports import Store
from countersign.record import switches


@dataclass(frozen=True)
class CaseFacts:
    """What enrich and triage found out about the case, and the gate's own ledger of its customer."""

    sheet: FactSheet
    assessment: Assessment
    ledger: CustomerLedger


def decision_facts(store: Store, bundle: Bundle, case: CaseFacts, action: ProposedAction, now: datetime) -> DecisionFacts:
    """Everything the policies may look at, read anew; raises ValidationError for facts no decision may rest on."""
    sheet = case.sheet
    return DecisionFacts(
        action=ActionFacts(
            name=action.name,
            effect=action.effect.value,
            connector=action.connector,
            intent=action.intent,
            channel=action.channel.value,
        ),
        money=MoneyFacts(**action.money.to_json()) if action.money else NO_MONEY,
        customer=_customer(sheet.customer),
        purchase=_purchase(sheet.orders, action, now),
        triage=TriageFacts(intent_known=case.assessment.known, confidence_bp=case.assessment.confidence_bp, taint=case.assessment.taint),
        quality_bp=sheet.quality_bp,
        contact=_contact(sheet, case.ledger, now),
        ledger=_sums(case.ledger, now),
        autonomy=autonomy_level(bundle, intent=action.intent, action=action.name, channel=action.channel),
        switches=SwitchFacts(**switches.thrown(store, action)),
        facts_age_seconds=max(0, int((now - sheet.observed_at).total_seconds())),
    )


def _customer(record: CustomerFact | None) -> CustomerFacts:
    if record is None:
        return UNKNOWN_CUSTOMER
    return CustomerFacts(
        id=record.customer_id,
        known=True,
        segment=record.segment.value,
        country=record.country,
        vulnerable=record.vulnerable,
        do_not_contact=record.do_not_contact,
        legal_hold=record.legal_hold,
        marketing_consent=record.marketing_consent,
        identity_verified=record.identity_verified,
        open_complaint=record.open_complaint,
    )


def _purchase(orders: tuple[OrderFact, ...], action: ProposedAction, now: datetime) -> PurchaseFacts:
    for order in orders:
        if order.order_id == action.arguments.get("order_id"):
            age = max(0, (now - order.purchased_at).days)
            return PurchaseFacts(age_days=age, refundable_minor=order.refundable_minor, disputed=order.disputed)
    return NO_PURCHASE


def _contact(sheet: FactSheet, ledger: CustomerLedger, now: datetime) -> ContactFacts:
    hour = (now + timedelta(minutes=sheet.customer.utc_offset_minutes)).hour if sheet.customer else UNKNOWN_NUMBER
    known = max(sheet.contacts.contacts_24h, ledger.contacts(now)) if sheet.contacts else UNKNOWN_NUMBER
    return ContactFacts(contacts_24h=known, local_hour=hour)


def _sums(ledger: CustomerLedger, now: datetime) -> LedgerFacts:
    return LedgerFacts(
        refunds_24h=ledger.refunds(now),
        refunded_24h_minor=ledger.refunded(now, days=1),
        refunded_30d_minor=ledger.refunded(now, days=30),
    )
