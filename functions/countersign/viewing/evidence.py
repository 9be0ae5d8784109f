"""What an action rests on, by the systems of record: each fact with its source and when it was read."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from countersign.model.facts import ContactHistory, CustomerFact, FactSheet, OrderFact, Passage
from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import Money, ProposedAction
from countersign.sdk.contract import Effect
from countersign.viewing.wording import amount, share

# The read that each kind of fact comes from.
CUSTOMER, ORDER, CONTACTS, ARTICLES = "customer.read", "order.list", "customer.contacts", "article.search"
# What makes a customer one to be careful with.
_CARE = ("vulnerable", "do_not_contact", "legal_hold", "open_complaint")


class Fact(Frozen):
    """`moment` instead of `value` for what is a time, so that whoever shows it can say how long ago."""

    name: str
    value: str = ""
    moment: Moment | None = None


class Evidence(Frozen):
    """One thing that a system of record says something about. `text` is the passage of an article."""

    about: str
    source: str
    observed_at: Moment
    facts: tuple[Fact, ...]
    text: str | None = None


def evidence(sheet: FactSheet, action: ProposedAction) -> dict[str, Any]:
    """For the action's own orders and articles, its customer, and what is not known."""
    return _told(sheet, _found(sheet, action))


def all_evidence(sheet: FactSheet) -> dict[str, Any]:
    """Everything that was read for a case."""
    return _told(sheet, _everything(sheet))


def _told(sheet: FactSheet, found: Iterable[Evidence]) -> dict[str, Any]:
    return {
        "found": [each.to_json() for each in found],
        "quality": share(sheet.quality_bp),
        "findings": list(sheet.quality_findings),
        "unknown": list(sheet.gaps),
    }


def _found(sheet: FactSheet, action: ProposedAction) -> Iterator[Evidence]:
    named = {str(value) for value in action.arguments.values()}
    yield from (_of_order(sheet, order) for order in sheet.orders if order.order_id in named)
    cited = {(citation.article_id, citation.version) for citation in action.citations}
    yield from (_of_passage(sheet, passage) for passage in sheet.passages if (passage.article_id, passage.version) in cited)
    yield from _of_customer(sheet)
    if action.effect is Effect.CUSTOMER_CONTACT:
        yield from _of_contacts(sheet)


def _everything(sheet: FactSheet) -> Iterator[Evidence]:
    yield from _of_customer(sheet)
    yield from (_of_order(sheet, order) for order in sheet.orders)
    yield from _of_contacts(sheet)
    yield from (_of_passage(sheet, passage) for passage in sheet.passages)


def _of_order(sheet: FactSheet, order: OrderFact) -> Evidence:
    return _evidence(sheet, ORDER, f"Order {order.order_id}", tuple(_order(order)))


def _of_passage(sheet: FactSheet, passage: Passage) -> Evidence:
    about = f"Article {passage.article_id}, version {passage.version}: {passage.title}"
    return _evidence(sheet, ARTICLES, about, tuple(_passage(passage)), passage.text)


def _of_customer(sheet: FactSheet) -> Iterator[Evidence]:
    if sheet.customer:
        yield _evidence(sheet, CUSTOMER, f"Customer {sheet.customer.customer_id}", tuple(_customer(sheet.customer)))


def _of_contacts(sheet: FactSheet) -> Iterator[Evidence]:
    if sheet.contacts:
        yield _evidence(sheet, CONTACTS, "Contacts with the customer", tuple(_contacts(sheet.contacts)))


def _evidence(sheet: FactSheet, read: str, about: str, facts: tuple[Fact, ...], text: str | None = None) -> Evidence:
    source = next((source for source in sheet.sources if source.read == read and source.found), None)
    return Evidence(
        about=about,
        source=f"{source.connector}, {source.read}" if source else "not named",
        observed_at=source.observed_at if source else sheet.observed_at,
        facts=facts,
        text=text,
    )


def _order(order: OrderFact) -> Iterator[Fact]:
    yield Fact(name="Sum", value=amount(Money(amount_minor=order.amount_minor, currency=order.currency)))
    yield Fact(name="Still refundable", value=amount(Money(amount_minor=order.refundable_minor, currency=order.currency)))
    yield Fact(name="Bought", moment=order.purchased_at)
    yield Fact(name="State", value=order.status + (", payment disputed" if order.disputed else ""))


def _passage(passage: Passage) -> Iterator[Fact]:
    yield Fact(name="Approved", moment=passage.approved_at) if passage.approved_at else Fact(name="Approved", value="no")
    yield _until("Valid until", passage.valid_until)


def _until(name: str, moment: datetime | None) -> Fact:
    return Fact(name=name, moment=moment) if moment else Fact(name=name, value="further notice")


def _customer(customer: CustomerFact) -> Iterator[Fact]:
    yield Fact(name="Segment", value=f"{customer.segment}, {customer.country}")
    yield Fact(name="Identity verified", value="yes" if customer.identity_verified else "no")
    care = [name.replace("_", " ") for name in _CARE if getattr(customer, name)]
    if care:
        yield Fact(name="Be careful", value=", ".join(care))
    if customer.possible_duplicates:
        yield Fact(name="Possible duplicates", value=str(customer.possible_duplicates))
    yield Fact(name="Record changed", moment=customer.updated_at)


def _contacts(contacts: ContactHistory) -> Iterator[Fact]:
    yield Fact(name="In the last 24 hours", value=str(contacts.contacts_24h))
    if contacts.last_contact_at:
        yield Fact(name="Last", moment=contacts.last_contact_at)
