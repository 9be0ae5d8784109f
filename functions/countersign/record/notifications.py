"""What people are told, kept until it was said: chat and mail are views of these rows, never the record of anything.

A try is claimed by its number before anything is sent. Whoever ends between sending and marking leaves the row due again after the lease:
a message may come twice, never not at all.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from countersign.model.audit import AuditEntry
from countersign.model.notification import Notification, NotificationState, Recipient
from countersign.ports import Key, Put, Queue, Remove, Replace, Store, Table, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.escalations import reported
from countersign.record.rows import find

# Longer than one try may take, with the courier's deadline.
LEASE = timedelta(minutes=2)
FAILED_NOTICE = "NoticeFailed"


def owe(store: Store, notifications: Iterable[Notification]) -> list[Notification]:
    """Keep those that are not there yet; the same event of the record makes none twice, however often it comes."""
    new = []
    for each in notifications:
        pointer = {"notification_id": each.notification_id}
        with suppress(WriteRefusedError):
            store.transact([_kept(each, expect=None), Put(keys.owed_notice(each.tenant, each.notification_id), pointer)])
            new.append(each)
    return new


def named(store: Store, key: Key) -> Notification | None:
    """The notification at `key`."""
    return find(store, key, Notification)


def claim(store: Store, notification: Notification, now: datetime) -> Notification | None:
    """The same with one more try begun; None when somebody else has taken it, or it is over."""
    present = find(store, keys.notice(notification.tenant, notification.notification_id), Notification)
    return _claimed(store, present, now) if present and present.next_try_at <= now else None


def gather(store: Store, notification: Notification, now: datetime) -> list[Notification]:
    """What else waits for a quieter hour of the same person, claimed as well, for one message may say it all."""
    if notification.recipient is None:
        return []
    prefix = keys.held_notices(notification.recipient.subject, notification.notifier)
    rows = store.query(Table.STATE, keys.notices(notification.tenant), prefix)
    held = (find(store, keys.notice(notification.tenant, str(row["notification_id"])), Notification) for row in rows)
    others = (each for each in held if each and each.notification_id != notification.notification_id)
    return [claimed for each in others if (claimed := _claimed(store, each, now))]


def spend(store: Store, tenant: str, subject: str, hour: str, most: int) -> bool:
    """Count one more message to this person in this hour; False when that would be more than `most`."""
    key = keys.spent_notices(tenant, subject, hour)
    spent = int((store.get(key) or {"count": 0})["count"])
    if spent >= most:
        return False
    with suppress(WriteRefusedError):
        store.transact([Put(key, {"count": spent + 1}, expect={"count": spent} if spent else None)])
    # Counted twice at the same moment is one message too many, which is better than one that is lost.
    return True


def _claimed(store: Store, present: Notification, now: datetime) -> Notification | None:
    if present.is_over:
        return None
    claimed = present.model_copy(update={"attempts": present.attempts + 1, "next_try_at": now + LEASE})
    try:
        store.transact([_kept(claimed, expect=present.attempts)])
    except WriteRefusedError:
        return None
    return claimed


def keep(store: Store, notification: Notification, *, now: datetime) -> None:
    """How the claimed try ended; raises WriteRefusedError when the lease ran out and somebody else has tried since."""
    writes: list[Write] = [_kept(notification, expect=notification.attempts)]
    if notification.is_over:
        writes.append(Remove(keys.owed_notice(notification.tenant, notification.notification_id)))
    if notification.recipient and notification.holds:
        writes.append(_listed_as_held(notification, notification.recipient))
    if notification.state is NotificationState.DEAD:
        _bury(store, notification, writes, now)
    else:
        store.transact(writes)


def abandon(store: Store, notification: Notification, *, now: datetime) -> bool:
    """Say that something could not even be put down, instead of what it was; False when it was said before."""
    try:
        _bury(store, notification, [_kept(notification, expect=None)], now)
    except WriteRefusedError:
        return False
    return True


def undelivered(store: Store, tenant: str, limit: int) -> list[Notification]:
    """What is owed, and what will never be sent, the latest of these first; at most `limit` of each."""
    owed = store.query(Table.STATE, keys.notices(tenant), keys.OWED, limit=limit)
    dead = store.query(Table.STATE, keys.notices(tenant), keys.DEAD, newest_first=True, limit=limit)
    found = [find(store, keys.notice(tenant, str(row["notification_id"])), Notification) for row in (*owed, *dead)]
    return [notification for notification in found if notification]


def _bury(store: Store, notification: Notification, writes: list[Write], now: datetime) -> None:
    """With the people's list and the record: somebody was not told, and only a person can see to that."""
    tenant, name = notification.tenant, notification.notification_id
    pointer = Put(keys.dead_notice(tenant, notification.happened_at, name), {"notification_id": name})
    told = {"notice": name, "notifier": notification.notifier, "occasion": notification.occasion, "error": notification.error}
    detail = f"{notification.notifier} {notification.occasion} {notification.case_id}: {notification.error}"
    entry = AuditEntry(type="notice.failed", actor="notify", body={**told, "case_id": notification.case_id})
    on_the_list = reported(tenant, f"notice-{name}", FAILED_NOTICE, detail, now)
    audit.commit(store, tenant, audit.CONTROL, entry, [*writes, pointer, *on_the_list], now=now)


def _listed_as_held(notification: Notification, recipient: Recipient) -> Write:
    entry = keys.held_notice(notification.tenant, recipient.subject, notification.notifier, notification.notification_id)
    if notification.state is NotificationState.HELD:
        return Replace(entry, {"notification_id": notification.notification_id})
    return Remove(entry)


def _kept(notification: Notification, *, expect: int | None) -> Put:
    return Put(
        keys.notice(notification.tenant, notification.notification_id),
        notification.to_json(),
        expect=None if expect is None else {"attempts": expect},
        due_at=None if notification.is_over else notification.next_try_at,
        queue=Queue.NOTICES,
    )
