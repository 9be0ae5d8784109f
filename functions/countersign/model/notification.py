"""What is owed to whom: one message by one notifier on one occasion, and how far it got."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from countersign.model.audit import AuditEvent
from countersign.model.canonical import digest
from countersign.model.frozen import Digest, Frozen, Moment, Tenant
from countersign.model.outcome import WHOLE_CASE
from countersign.sdk.notifiers import Occasion

NOTIFICATION_TAG = "countersign-notification-v1"


class NotificationState(StrEnum):
    """PENDING, FAILED and HELD are tried again; the others are final.

    HELD: it waits for an hour in which less is asked of the person. DROPPED: there was nothing left to say.
    """

    PENDING = "PENDING"
    FAILED = "FAILED"
    HELD = "HELD"
    SENT = "SENT"
    DROPPED = "DROPPED"
    DEAD = "DEAD"


class Recipient(Frozen):
    """An account by its name, under which the directory finds it, and its subject, which nobody else ever has."""

    name: str
    subject: str


class Notification(Frozen):
    """A row that exists once for each event of the record, notifier and recipient.

    `recipient` is None for a room. What is said is made of the stored action when it is sent: no text is kept
    here, and `error` is a code. `holds` of its `attempts` were none: it waits for an hour in which fewer ask.
    """

    tenant: Tenant
    notification_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    notifier: str
    recipient: Recipient | None
    occasion: Occasion
    case_id: str
    approval_id: str | None
    action: Digest | None
    reason: str | None
    happened_at: Moment
    state: NotificationState
    attempts: int
    next_try_at: Moment
    error: str | None
    holds: int = 0

    @property
    def is_over(self) -> bool:
        """Whether it is tried no more."""
        return self.state not in {NotificationState.PENDING, NotificationState.FAILED, NotificationState.HELD}

    @classmethod
    def owed(cls, event: AuditEvent, notifier: str, recipient: Recipient | None) -> "Notification":
        """The row as it begins; the same event, notifier and recipient have the same id, whoever asks and how often."""
        identity = digest(NOTIFICATION_TAG, [event.tenant, event.hash, notifier, recipient.subject if recipient else None])
        return cls(
            tenant=event.tenant,
            notification_id=identity[:32],
            notifier=notifier,
            recipient=recipient,
            occasion=Occasion(event.type),
            case_id=event.case_id,
            approval_id=event.body.get("approval_id"),
            action=_action(event),
            reason=event.body.get("reason") or event.body.get("state"),
            happened_at=event.at,
            state=NotificationState.PENDING,
            attempts=0,
            next_try_at=event.at,
            error=None,
        )


def _action(event: AuditEvent) -> str | None:
    """The action that an event is about, or None for the whole case: an escalation names its subject, all others their action."""
    named = event.body.get("action") or event.body.get("subject")
    return None if named == WHOLE_CASE else named
