"""The case: what we resolve."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import CaseId, Frozen, Identifier, Moment, Tenant


class CaseRef(Frozen):
    """How the workflow names a case: identifiers only, of a shape that no key could be bent by (I13)."""

    tenant: Tenant
    case_id: CaseId


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
    """Identifiers and state; the text itself lies in the content bucket under `content_key`.

    `requester` is the employee who filed the request for the customer, if one did: no vote of theirs counts (I5). `personal_key` names
    the key under which all personal data of the case lies.
    """

    tenant: Tenant
    case_id: str
    connector: str
    event_id: str
    ticket_id: str
    customer_id: str
    personal_key: str
    requester: str | None
    channel: Channel
    content_key: str
    content_digest: str
    received_at: Moment
    state: CaseState
    starts: int

    @property
    def ref(self) -> CaseRef:
        """How others name it."""
        return CaseRef(tenant=self.tenant, case_id=self.case_id)


class CaseSalt(Frozen):
    """The secret that keeps what the record commits to from being found by trying; it ends with the customer's key."""

    salt: str


class Interaction(Frozen):
    """What arrived, in the hub's terms: the `data` of a `ticket.created` event. Subject and text are kept in the content bucket only."""

    ticket_id: Identifier
    customer_id: Identifier
    channel: Channel
    subject: Annotated[str, Field(max_length=1_000)]
    text: Annotated[str, Field(max_length=100_000)]
    requested_by: Annotated[str, Field(max_length=200)] | None = None
