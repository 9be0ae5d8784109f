"""Everything a decision sees.

Numbers, flags and words of closed lists only: there is no field that a customer's or a model's text could enter (I11). What is not known is
said by a value (`UNKNOWN_NUMBER`, "unknown", "none"), never by an absent field, and every such value makes the ruling stricter.
"""

from typing import Annotated, Literal

from pydantic import Field

from countersign.model.frozen import BasisPoints, Frozen

UNKNOWN_NUMBER = -1
MAX_MINOR = 1_000_000_000_000

Autonomy = Literal["observe", "recommend", "draft", "act"]

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_ActionName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}\.[a-z][a-z_]{0,39}$")]
_Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
_Count = Annotated[int, Field(ge=0, le=1_000_000)]
_Minor = Annotated[int, Field(ge=0, le=MAX_MINOR)]


class ActionFacts(Frozen):
    """What is proposed, by whom declared, and what it answers."""

    name: _ActionName
    effect: Literal["read", "write_reversible", "write_irreversible", "money", "customer_contact"]
    connector: _Name
    intent: _Name
    channel: Literal["email", "chat", "sms", "voice", "portal"]


class MoneyFacts(Frozen):
    """What would be paid; an action without money has `NO_MONEY`."""

    amount_minor: _Minor
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3}|none)$")]


class CustomerFacts(Frozen):
    """How the system of record says this customer must be treated; nobody it knows is `UNKNOWN_CUSTOMER`."""

    id: _Identifier
    known: bool
    segment: Literal["consumer", "business", "regulated", "unknown"]
    country: Annotated[str, Field(pattern=r"^([A-Z]{2}|unknown)$")]
    vulnerable: bool
    do_not_contact: bool
    legal_hold: bool
    marketing_consent: bool
    identity_verified: bool
    open_complaint: bool


class PurchaseFacts(Frozen):
    """The purchase an action is about; without one, or with one that was not found, `NO_PURCHASE`."""

    age_days: Annotated[int, Field(ge=UNKNOWN_NUMBER, le=100_000)]
    refundable_minor: Annotated[int, Field(ge=UNKNOWN_NUMBER, le=MAX_MINOR)]
    disputed: bool


class TriageFacts(Frozen):
    """How sure triage is (calibrated), and whether the text tried to steer the hub."""

    intent_known: bool
    confidence_bp: BasisPoints
    taint: Literal["none", "suspected", "confirmed"]


class ContactFacts(Frozen):
    """How often the customer was reached over all channels, and the hour where the customer is (0 to 23)."""

    contacts_24h: Annotated[int, Field(ge=UNKNOWN_NUMBER, le=1_000_000)]
    local_hour: Annotated[int, Field(ge=UNKNOWN_NUMBER, le=23)]


class LedgerFacts(Frozen):
    """What the hub's own ledger says the customer got back, without the action being decided."""

    refunds_24h: _Count
    refunded_24h_minor: _Minor
    refunded_30d_minor: _Minor


class SwitchFacts(Frozen):
    """True where a switch is thrown: for everything, this connector, this action, this intent."""

    tenant: bool
    connector: bool
    action: bool
    intent: bool


class DecisionFacts(Frozen):
    """One proposed action and the world it would happen in. Strict: nothing is coerced, nothing is rounded."""

    action: ActionFacts
    money: MoneyFacts
    customer: CustomerFacts
    purchase: PurchaseFacts
    triage: TriageFacts
    quality_bp: BasisPoints
    contact: ContactFacts
    ledger: LedgerFacts
    autonomy: Autonomy
    switches: SwitchFacts
    facts_age_seconds: Annotated[int, Field(ge=0, le=1_000_000_000)]


# Not validated here but by a test: validating builds models, which would cost every cold start 15 ms.
NO_MONEY = MoneyFacts.model_construct(amount_minor=0, currency="none")
NO_PURCHASE = PurchaseFacts.model_construct(age_days=UNKNOWN_NUMBER, refundable_minor=UNKNOWN_NUMBER, disputed=False)
UNKNOWN_CUSTOMER = CustomerFacts.model_construct(
    id="unknown",
    known=False,
    segment="unknown",
    country="unknown",
    vulnerable=False,
    do_not_contact=False,
    legal_hold=False,
    marketing_consent=False,
    identity_verified=False,
    open_complaint=False,
)
