"""The case: what we resolve."""

from enum import StrEnum

from countersign.model.frozen import Frozen, Moment, Tenant


class CaseRef(Frozen):
    """How the workflow names a case: identifiers only."""

    tenant: Tenant
    case_id: str


class CaseState(StrEnum):
    """Where a case is. RESOLVED, DRAFTED, RECOMMENDED, ESCALATED and STUCK are terminal for the workflow."""

    RECEIVED = "RECEIVED"
    WAITING = "WAITING"
    RESOLVED = "RESOLVED"
    DRAFTED = "DRAFTED"
    RECOMMENDED = "RECOMMENDED"
    ESCALATED = "ESCALATED"
    STUCK = "STUCK"

    @property
    def terminal(self) -> bool:
        """Nothing more happens without a new event or a person."""
        return self not in {CaseState.RECEIVED, CaseState.WAITING}


class Channel(StrEnum):
    """How the customer reached us, and how a reply would reach them."""

    EMAIL = "email"
    CHAT = "chat"
    SMS = "sms"
    VOICE = "voice"
    PORTAL = "portal"


class Case(Frozen):
    """Identifiers and state; the text itself lies in the content bucket under `content_key`."""

    tenant: Tenant
    case_id: str
    connector: str
    event_id: str
    ticket_id: str
    customer_id: str
    channel: Channel
    content_key: str
    content_digest: str
    received_at: Moment
    state: CaseState
    starts: int


class Interaction(Frozen):
    """What arrived, as text: kept in the content bucket only."""

    subject: str
    text: str
