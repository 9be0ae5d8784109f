"""What is held about a customer, and its erasure."""

from typing import Any

from countersign.api_document.operation import Listed, Operation, Told
from countersign.model.case import CaseState, Channel
from countersign.model.frozen import Moment
from countersign.model.ledger import LedgerDay
from countersign.model.privacy import About, Erase, Erasure, KeyId
from countersign.privacy.erasing import Erasing


class Message(Told):
    """What the customer wrote."""

    subject: str
    text: str


class HeldCase(Told):
    """A case, with every personal field that is kept of it."""

    case_id: str
    state: CaseState
    ticket_id: str
    channel: Channel
    requester: str | None
    received_at: Moment
    message: Message | None
    """Null once it was erased."""
    rows: tuple[dict[str, Any], ...]


class Holdings(Told):
    """Everything that is held about one customer."""

    customer_id: str
    key: KeyId | None
    """Names the key under which it lies; null once it was destroyed."""
    erasing: bool
    cases: tuple[HeldCase, ...]
    sums: dict[str, LedgerDay]
    """What limits look at, by day."""


class Erasures(Listed):
    """All that were asked for. Customers are not named: their keys are."""

    erasures: tuple[Erasure, ...]


_COMPLIANCE = "You are not in the group `compliance`."
_NOTHING = "Nothing is held about this customer in your tenant."

OPERATIONS = (
    Operation(
        "POST",
        "/privacy/holdings",
        "showHoldings",
        "Privacy",
        "Everything that is held about one customer",
        "For a customer who asks (GDPR, article 15). The customer is named in the body, for addresses stand in traces. That you looked is"
        " put on record.",
        Holdings,
        body=About,
        refusals={403: _COMPLIANCE, 404: _NOTHING},
    ),
    Operation(
        "GET",
        "/privacy/erasures",
        "listErasures",
        "Privacy",
        "Which erasures were asked for, and how far they are",
        "By the key that is or was destroyed, with who asked, who agreed, and why.",
        Erasures,
        refusals={403: _COMPLIANCE},
        is_list=True,
    ),
    Operation(
        "POST",
        "/privacy/erasures",
        "eraseCustomer",
        "Privacy",
        "Ask that a customer's data be erased; a second person's call agrees, and further calls go on",
        "With the agreement the customer's key is destroyed, and with it all that lies under it, in backups too. Rows and texts are then"
        " overwritten; `left` says how many cases are still to be, so call again while it is not 0. The record still verifies.",
        Erasing,
        body=Erase,
        refusals={
            403: _COMPLIANCE,
            404: _NOTHING,
            409: "It may not be erased now (`HELD`), you asked yourself (`ASKED`), or something changed at the same moment (`CHANGED`).",
            422: "Whoever asks first gives a reference as the reason.",
        },
    ),
)
