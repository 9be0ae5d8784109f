"""notify: tell people what the record gives cause to tell, and try again what was not taken."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from countersign.approving.electorate import working
from countersign.approving.entitled import by_link, entitled
from countersign.errors import ActionAlteredError, CaseNotFoundError
from countersign.model.account import Account
from countersign.model.audit import AuditEvent
from countersign.model.frozen import Frozen
from countersign.model.notification import Notification, NotificationState
from countersign.notifying.audience import owed
from countersign.notifying.patience import next_try
from countersign.notifying.telling import Matter, matter
from countersign.ports import Courier, Directory, MaybeSentError, NotSentError, Queue, SecretUnavailableError, Store, WriteRefusedError
from countersign.record import links
from countersign.record.notifications import abandon, claim, keep, named, owe
from countersign.sdk.notifiers import Delivery, Link, Notice, Notifier, Person, Refused, Sent, TryLater

# One after the other, ten seconds at most each: less than the function may take together. The rest is due in a minute.
BATCH = 25
# In place of a notifier, for what could be told to none.
NOBODY = "nobody"
# Nothing is said about such rows, and a person looks.
_CHANGED_BEHIND_OUR_BACK = (ActionAlteredError, CaseNotFoundError, ValidationError)


@dataclass(frozen=True)
class Teller:
    """What the step works with. `console_url` is where people find the pages, or nothing; `draw_bp` gives anything from 0 to 10 000."""

    store: Store
    directory: Directory
    notifiers: Mapping[str, Notifier]
    courier: Courier
    console_url: str
    new_secret: Callable[[], str]
    draw_bp: Callable[[], int]


class Told(Frozen):
    """How the messages of one round ended."""

    sent: int = 0
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
    ends = [*abandoned, *(_tried(hub, each, now) for each in list(distinct.values())[:BATCH])]
    return Told(**Counter(end.lower() for end in ends if end))


def _put_down(hub: Teller, events: Sequence[AuditEvent], now: datetime) -> tuple[list[Notification], list[NotificationState]]:
    """What was not there yet, and a DEAD for each event whose rows cannot be read: it must not hold up those that come after it."""
    manifests = [notifier.manifest for notifier in hub.notifiers.values()]
    new: list[Notification] = []
    abandoned: list[NotificationState] = []
    for event in events:
        try:
            new += owe(hub.store, owed(hub.store, hub.directory, event, manifests, now=now))
        except _CHANGED_BEHIND_OUR_BACK:
            if abandon(hub.store, _unreadable(event), now=now):
                abandoned.append(NotificationState.DEAD)
    return new, abandoned


def _unreadable(event: AuditEvent) -> Notification:
    lost = Notification.owed(event, NOBODY, None)
    return lost.model_copy(update={"state": NotificationState.DEAD, "error": "altered"})


def _tried(hub: Teller, notification: Notification, now: datetime) -> NotificationState | None:
    """How one more try ended; None when somebody else is at it, or was quicker."""
    claimed = claim(hub.store, notification, now)
    if claimed is None:
        return None
    ended = _Errand(hub, claimed, now).ended()
    try:
        keep(hub.store, ended, now=now)
    except WriteRefusedError:
        return None
    return ended.state


@dataclass(frozen=True)
class _Errand:
    """One try of one message."""

    hub: Teller
    notification: Notification
    now: datetime

    def ended(self) -> Notification:
        """The notification after the try."""
        told = self.notification
        delivery = self._delivered()
        match delivery:
            case None:
                return told.model_copy(update={"state": NotificationState.DROPPED})
            case Sent():
                return told.model_copy(update={"state": NotificationState.SENT, "error": None})
            case Refused():
                return told.model_copy(update={"state": NotificationState.DEAD, "error": delivery.code})
        again = next_try(told, at_least_seconds=delivery.retry_after_seconds, draw_bp=self.hub.draw_bp(), now=self.now)
        if again is None:
            return told.model_copy(update={"state": NotificationState.DEAD, "error": delivery.code})
        return told.model_copy(update={"state": NotificationState.FAILED, "error": delivery.code, "next_try_at": again})

    def _delivered(self) -> Delivery | None:
        """None when there is nothing left to say, or nobody to say it to."""
        notifier = self.hub.notifiers.get(self.notification.notifier)
        if notifier is None:
            return None
        try:
            notice = self._notice(matter(self.hub.store, self.notification))
        except _CHANGED_BEHIND_OUR_BACK:
            return Refused(code="altered")
        return self._carried(notifier, notice) if notice else None

    def _notice(self, about: Matter) -> Notice | None:
        recipient = self.notification.recipient
        if about.is_over(self.now):
            return None
        if recipient is None:
            return about.notice(link=self._link(about, None), person=None)
        account = working(self.hub.directory, self.notification.tenant, recipient.name, recipient.subject)
        if account is None or not self._is_wanted(about, account):
            return None
        return about.notice(link=self._link(about, account), person=Person(name=account.name, email=account.email))

    def _is_wanted(self, about: Matter, account: Account) -> bool:
        """Whether this person's answer is still waited for, where one is."""
        question = about.open_question(self.now)
        if question is None or about.action is None:
            return True
        return entitled(self.hub.store, self.hub.directory, question, about.action, by_link(account, now=self.now), now=self.now)

    def _link(self, about: Matter, account: Account | None) -> Link | None:
        """By which one person may answer, where that is enough; else to a page behind the sign-in."""
        told, base = self.notification, self.hub.console_url
        if not base:
            return None
        question = about.open_question(self.now)
        if question is None:
            return Link(title="Look at the case", address=f"{base}/console/cases/{told.case_id}")
        if account is None or not question.assurance.link:
            return Link(title="Sign in and answer", address=f"{base}/console/approvals/{question.approval_id}")
        secret = self.hub.new_secret()
        links.issue(self.hub.store, question, account, secret)
        return Link(title="Read and answer", address=f"{base}/links/{told.tenant}/{secret}")

    def _carried(self, notifier: Notifier, notice: Notice) -> Delivery:
        manifest, tenant = notifier.manifest, self.notification.tenant
        try:
            response = self.hub.courier.carry(tenant, manifest, notice.id, notifier.prepare(notice), now=self.now)
            return notifier.interpret(response)
        except SecretUnavailableError:
            return TryLater(code="no_credentials")
        except NotSentError:
            return TryLater(code="not_sent")
        except MaybeSentError:
            # It may come twice; not at all would be worse.
            return TryLater(code="maybe_sent")
        except Exception:  # noqa: BLE001  vendor code may raise anything
            return Refused(code="notifier_failed")
