"""notify: tell people what the record gives cause to tell, and try again what was not taken."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from countersign.approving.care import shipped
from countersign.model.approval import ApprovalRequest
from countersign.model.audit import AuditEvent
from countersign.model.frozen import Frozen
from countersign.model.notification import Notification, NotificationState
from countersign.notifying.audience import owed
from countersign.notifying.budget import held_until, hour_of
from countersign.notifying.errand import CHANGED_BEHIND_OUR_BACK, Errand, Teller
from countersign.notifying.together import together
from countersign.ports import Queue, WriteRefusedError
from countersign.record.notifications import abandon, claim, gather, keep, named, owe, spend

# One after the other, ten seconds at most each: less than the function may take together. The rest is due in a minute.
BATCH = 25
# In place of a notifier, for what could be told to none.
NOBODY = "nobody"


class Told(Frozen):
    """How the messages of one round ended."""

    sent: int = 0
    held: int = 0
    failed: int = 0
    dead: int = 0
    dropped: int = 0


def notify(hub: Teller, events: Sequence[AuditEvent], *, now: datetime) -> Told:
    """Put down what `events` give cause to tell, then send that, and whatever else is due; a repeat tells nothing twice.

    Whoever sends marks it afterwards: what a crash leaves unmarked is sent again.
    """
    new, abandoned = _put_down(hub, events, now)
    waiting = [each for due in hub.store.due(now, BATCH, Queue.NOTICES) if (each := named(hub.store, due.key))]
    distinct = {each.notification_id: each for each in (*new, *waiting)}
    ends = [*abandoned, *(end for each in list(distinct.values())[:BATCH] for end in _tried(hub, each, now))]
    return Told(**Counter(end.lower() for end in ends))


def _put_down(hub: Teller, events: Sequence[AuditEvent], now: datetime) -> tuple[list[Notification], list[NotificationState]]:
    """What was not there yet, and a DEAD for each event whose rows cannot be read: it must not hold up those that come after it."""
    manifests = [notifier.manifest for notifier in hub.notifiers.values()]
    new: list[Notification] = []
    abandoned: list[NotificationState] = []
    for event in events:
        try:
            new += owe(hub.store, owed(hub.store, hub.directory, event, manifests, now=now))
        except CHANGED_BEHIND_OUR_BACK:
            if abandon(hub.store, _unreadable(event), now=now):
                abandoned.append(NotificationState.DEAD)
    return new, abandoned


def _unreadable(event: AuditEvent) -> Notification:
    lost = Notification.owed(event, NOBODY, None)
    return lost.model_copy(update={"state": NotificationState.DEAD, "error": "altered"})


def _tried(hub: Teller, notification: Notification, now: datetime) -> list[NotificationState]:
    """How one more try ended, and that of whatever was said with it; nothing when somebody else is at it, or was quicker."""
    claimed = claim(hub.store, notification, now)
    ends = _ends(Errand(hub, claimed, now)) if claimed else []
    kept: list[NotificationState] = []
    for ended in ends:
        with suppress(WriteRefusedError):
            keep(hub.store, ended, now=now)
            kept.append(ended.state)
    return kept


def _ends(errand: Errand) -> list[Notification]:
    question = errand.question()
    if question is None:
        return [errand.after(errand.delivered())]
    until = _held_until(errand, question)
    if until is not None:
        return [errand.held(until)]
    others = gather(errand.hub.store, errand.notification, errand.now)
    return _said_together([errand, *(Errand(errand.hub, other, errand.now) for other in others)])


def _held_until(errand: Errand, question: ApprovalRequest) -> datetime | None:
    """None for what is within the person's budget, what cannot wait, and what was counted at its first try."""
    told, fatigue = errand.notification, shipped().fatigue
    if told.recipient is None or told.attempts - told.holds > 1:
        return None
    within = spend(errand.hub.store, told.tenant, told.recipient.subject, hour_of(errand.now), fatigue.notices_per_hour)
    return None if within else held_until(told, question, fatigue, errand.now)


def _said_together(errands: Sequence[Errand]) -> list[Notification]:
    """One message for one person, as far as the questions are still theirs; each by itself where that leaves one."""
    asking = [errand for errand in errands if errand.question()]
    first = asking[0]
    notifier = first.hub.notifiers.get(first.notification.notifier)
    if notifier is None or first.account is None or len(asking) == 1:
        return [errand.after(errand.delivered()) for errand in errands]
    notice = together([errand.about for errand in asking], first.account, console_url=first.hub.console_url)
    said = first.carried(notifier, notice)
    return [errand.after(said if errand in asking else errand.delivered()) for errand in errands]
