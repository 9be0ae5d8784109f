"""What systems of record say. Each fact names its source and the time it was read; a text never becomes a fact."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import BasisPoints, Frozen, Moment

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Minor = Annotated[int, Field(ge=0, le=1_000_000_000_000)]


class Segment(StrEnum):
    """How a customer must be treated; vulnerable customers are never acted on autonomously."""

    CONSUMER = "consumer"
    BUSINESS = "business"
    REGULATED = "regulated"


class CustomerFact(Frozen):
    """The CRM's record of the customer (`customer.read`)."""

    customer_id: str
    name: str
    email: str
    phone: str
    segment: Segment
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    utc_offset_minutes: Annotated[int, Field(ge=-720, le=840)]
    vulnerable: bool
    do_not_contact: bool
    legal_hold: bool
    marketing_consent: bool
    identity_verified: bool
    open_complaint: bool
    possible_duplicates: Annotated[int, Field(ge=0)]
    updated_at: Moment


class OrderFact(Frozen):
    """The payment system's record of an order (`order.read`)."""

    order_id: str
    customer_id: str
    amount_minor: Minor
    refundable_minor: Minor
    currency: Currency
    purchased_at: Moment
    status: str
    disputed: bool


class ContactHistory(Frozen):
    """How often we reached the customer, over all channels (`customer.contacts`)."""

    customer_id: str
    contacts_24h: Annotated[int, Field(ge=0)]
    last_contact_at: Moment | None


class Passage(Frozen):
    """One article of the knowledge system (`article.search`, `article.read`)."""

    article_id: str
    version: Annotated[int, Field(ge=1)]
    title: str
    text: str
    approved: bool
    approved_at: Moment | None
    valid_until: Moment | None


class FactSource(Frozen):
    """Where a fact came from and when; `found` is false when the system has no such object."""

    connector: str
    read: str
    observed_at: Moment
    found: bool


class FactSheet(Frozen):
    """All facts for one case, as read in one go. None means the fact is unknown, and `sources` or `gaps` says why."""

    customer: CustomerFact | None
    orders: tuple[OrderFact, ...]
    contacts: ContactHistory | None
    passages: tuple[Passage, ...]
    quality_bp: BasisPoints
    quality_findings: tuple[str, ...]
    sources: tuple[FactSource, ...]
    gaps: tuple[str, ...]
    observed_at: Moment
