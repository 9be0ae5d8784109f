"""Messages that were not sent, for Health: what people were to be told is in their inbox all the same."""

from collections import Counter
from datetime import datetime
from typing import Any

from countersign.model.notification import Notification
from countersign.ports import Store
from countersign.record.notifications import undelivered

MOST = 200


def notices_health(store: Store, tenant: str, now: datetime) -> dict[str, Any]:
    """How many wait, failed or will never be sent, and which; costs what is owed, and no more than `MOST` of each."""
    found = undelivered(store, tenant, MOST)
    return {
        "counts": dict(Counter(notification.state.value for notification in found)),
        "most": MOST,
        "notices": [_shown(notification, now) for notification in found],
    }


def _shown(notification: Notification, now: datetime) -> dict[str, Any]:
    row = notification.to_json()
    kept = ("notification_id", "notifier", "occasion", "case_id", "approval_id", "state", "attempts", "error", "happened_at")
    return {
        **{name: row[name] for name in kept},
        "recipient": notification.recipient.name if notification.recipient else None,
        "next_try_at": None if notification.state == "DEAD" else row["next_try_at"],
        "age_seconds": int((now - notification.happened_at).total_seconds()),
    }
