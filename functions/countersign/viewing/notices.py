"""Messages that did not arrive, for Health: what people were to be told is in their inbox all the same."""

from datetime import datetime

from countersign.model.frozen import Frozen, Moment
from countersign.model.notification import Notification, NotificationState
from countersign.ports import Store
from countersign.record.notifications import undelivered
from countersign.sdk.notifiers import Occasion

SHOWN = 25


class Undelivered(Frozen):
    """One message; nobody's name but the account's, and no text."""

    notification_id: str
    notifier: str
    recipient: str | None
    """An account, or null for a room."""
    occasion: Occasion
    case_id: str
    state: NotificationState
    attempts: int
    error: str | None
    next_try_at: Moment | None
    """Null when it is not tried again."""
    since: Moment


def notices_health(store: Store, tenant: str, now: datetime) -> list[Undelivered]:
    """What should have been sent by `now` and was not, and then what never will be; no more than `SHOWN` of each."""
    return [_shown(each) for each in undelivered(store, tenant, SHOWN) if each.attempts or each.next_try_at <= now]


def _shown(notification: Notification) -> Undelivered:
    return Undelivered(
        notification_id=notification.notification_id,
        notifier=notification.notifier,
        recipient=notification.recipient.name if notification.recipient else None,
        occasion=notification.occasion,
        case_id=notification.case_id,
        state=notification.state,
        attempts=notification.attempts,
        error=notification.error,
        next_try_at=None if notification.state is NotificationState.DEAD else notification.next_try_at,
        since=notification.happened_at,
    )
