"""enrich: read facts from systems of record, each with its source and time. A text names what to look up; it never is a fact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from countersign.coordination.quality import score
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, CaseRef
from countersign.model.commitment import committed
from countersign.model.facts import ContactHistory, CustomerFact, FactSheet, FactSource, OrderFact, Passage
from countersign.model.triage import Assessment
from countersign.planning.playbook import Playbooks
from countersign.ports import Catalogue, Content, Replace, SecretUnavailableError, Store, Transport
from countersign.record import audit, keys
from countersign.record.interactions import load_interaction
from countersign.record.rows import load, load_case, load_salt
from countersign.sdk.errors import ConnectorError

# Each read; four of them fit into the function's 30 s.
READ_SECONDS = 5.0
QUESTION_LENGTH = 500
A = TypeVar("A", CustomerFact, ContactHistory)


@dataclass(frozen=True)
class Reader:
    """Reads through connectors and notes source, time and gaps."""

    tenant: str
    catalogue: Catalogue
    transport: Transport
    now: datetime
    sources: list[FactSource] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def read(self, action: str, arguments: Mapping[str, Any]) -> dict[str, Any] | None:
        """The answer, or None with a gap noted: an unknown fact makes the gate stricter, never the case fail."""
        try:
            connector = self.catalogue.connector(action)
            answer = self.transport.converse(self.tenant, connector, connector.read(action, arguments), deadline_seconds=READ_SECONDS)
        except (KeyError, ConnectorError, SecretUnavailableError):
            self.gaps.append(f"{action}: unavailable")
            return None
        source = FactSource(connector=connector.manifest.name, read=action, observed_at=self.now, found=answer is not None)
        self.sources.append(source)
        return answer

    def parsed(self, action: str, arguments: Mapping[str, Any], parse: Callable[[dict[str, Any]], Any]) -> Any:
        """`read`, in the hub's shape; an answer that does not fit is a gap."""
        answer = self.read(action, arguments)
        try:
            return None if answer is None else parse(answer)
        except (ValidationError, KeyError):
            self.gaps.append(f"{action}: answer does not fit the contract")
            return None

    def about(self, customer_id: str, action: str, noun: type[A]) -> A | None:
        """A record of this customer; one of somebody else's is a gap, for its flags would decide about the wrong person."""
        record: A | None = self.parsed(action, {"customer_id": customer_id}, noun.from_json)
        if record is not None and record.customer_id != customer_id:
            self.gaps.append(f"{action}: answer is about another customer")
            return None
        return record


def enrich(
    ref: CaseRef, *, store: Store, content: Content, catalogue: Catalogue, transport: Transport, playbooks: Playbooks, now: datetime
) -> FactSheet:
    """Read all the case needs, anew each time: facts age. Raises CaseNotFoundError."""
    case = load_case(store, ref)
    assessment = load(store, keys.assessment(ref.tenant, ref.case_id), Assessment)
    salt = load_salt(store, ref)
    reader = Reader(ref.tenant, catalogue, transport, now)
    customer = reader.about(case.customer_id, "customer.read", CustomerFact)
    contacts = reader.about(case.customer_id, "customer.contacts", ContactHistory)
    playbook = playbooks.by_intent.get(assessment.intent) if assessment.known else None
    needs = playbook.needs if playbook else ()
    orders = _orders(reader, case, assessment) if "order" in needs else ()
    passages = _passages(reader, content, case, salt) if "passage" in needs else ()
    quality = score(customer, contacts, now=now)
    sheet = FactSheet(
        customer=customer,
        orders=orders,
        contacts=contacts,
        passages=passages,
        quality_bp=quality.bp,
        quality_findings=quality.findings,
        sources=tuple(reader.sources),
        gaps=tuple(reader.gaps),
        observed_at=now,
    )
    _keep(store, case, sheet, salt, now)
    return sheet


def _orders(reader: Reader, case: Case, assessment: Assessment) -> tuple[OrderFact, ...]:
    """The customer's own orders: those the text names, or all of them if it names none."""
    found = reader.parsed(
        "order.list",
        {"customer_id": case.customer_id},
        lambda answer: tuple(OrderFact.from_json(order) for order in answer["orders"]),
    )
    own = tuple(order for order in found or () if order.customer_id == case.customer_id)
    if not assessment.references:
        return own
    named = tuple(order for order in own if order.order_id in assessment.references)
    if len(named) < len(set(assessment.references)):
        reader.gaps.append("order.list: an order named in the text is not the customer's")
    return named


def _passages(reader: Reader, content: Content, case: Case, salt: str) -> tuple[Passage, ...]:
    interaction = load_interaction(content, case, salt)
    found = reader.parsed(
        "article.search",
        {"query": f"{interaction.subject}\n{interaction.text}"[:QUESTION_LENGTH]},
        lambda answer: tuple(Passage.from_json(article) for article in answer["passages"]),
    )
    return found or ()


def _keep(store: Store, case: Case, sheet: FactSheet, salt: str, now: datetime) -> None:
    entry = AuditEntry(
        type="facts.read",
        actor="enrich",
        body={
            "facts": committed(salt, "facts", sheet.to_json()),
            "sources": [source.to_json() for source in sheet.sources],
            "gaps": list(sheet.gaps),
            "quality_bp": sheet.quality_bp,
            "quality_findings": list(sheet.quality_findings),
        },
    )
    audit.commit(store, case.tenant, case.case_id, entry, [Replace(keys.fact_sheet(case.tenant, case.case_id), sheet.to_json())], now=now)
