"""One try of one message: what is said, to whom, and what its end means for the notification."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import ValidationError

from countersign.approving.electorate import working
from countersign.approving.entitled import by_link, entitled
from countersign.errors import ActionAlteredError, CaseNotFoundError
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest
from countersign.model.notification import Notification, NotificationState
from countersign.notifying.patience import next_try
from countersign.notifying.telling import Matter, matter
from countersign.ports import Courier, Directory, MaybeSentError, NotSentError, SecretUnavailableError, Store
from countersign.record import links
from countersign.sdk.notifiers import Delivery, Link, Notice, Notifier, Person, Refused, Sent, TryLater

# Nothing is said about such rows, and a person looks.
CHANGED_BEHIND_OUR_BACK = (ActionAlteredError, CaseNotFoundError, ValidationError)


@dataclass(frozen=True)
class Teller:
    """What telling works with. `console_url` is where people find the pages, or nothing; `draw_bp` gives anything from 0 to 10 000."""

    store: Store
    directory: Directory
    notifiers: Mapping[str, Notifier]
    courier: Courier
    console_url: str
    new_secret: Callable[[], str]
    draw_bp: Callable[[], int]


@dataclass(frozen=True)
class Errand:
    """A claimed notification."""

    hub: Teller
    notification: Notification
    now: datetime

    @cached_property
    def about(self) -> Matter:
        """Raises one of CHANGED_BEHIND_OUR_BACK."""
        return matter(self.hub.store, self.notification)

    @cached_property
    def account(self) -> Account | None:
        """Whom it is for, as the directory knows them now; None for a room and for who has left."""
        recipient = self.notification.recipient
        return working(self.hub.directory, self.notification.tenant, recipient.name, recipient.subject) if recipient else None

    def question(self) -> ApprovalRequest | None:
        """What is still asked of this person; None also for what cannot be read, of which delivering tells more."""
        with suppress(*CHANGED_BEHIND_OUR_BACK):
            return self.about.open_question(self.now) if self.account and self._is_wanted(self.account) else None
        return None

    def delivered(self) -> Delivery | None:
        """None when there is nothing left to say, or nobody to say it to."""
        notifier = self.hub.notifiers.get(self.notification.notifier)
        if notifier is None:
            return None
        try:
            notice = self._notice()
        except CHANGED_BEHIND_OUR_BACK:
            return Refused(code="altered")
        return self.carried(notifier, notice) if notice else None

    def carried(self, notifier: Notifier, notice: Notice) -> Delivery:
        """How `notice` was taken."""
        try:
            message = notifier.prepare(notice)
            response = self.hub.courier.carry(self.notification.tenant, notifier.manifest, notice.id, message, now=self.now)
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

    def after(self, delivery: Delivery | None) -> Notification:
        """The notification after that."""
        told = self.notification
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

    def held(self, until: datetime) -> Notification:
        """The notification, to wait for an hour in which less is asked."""
        changes = {"state": NotificationState.HELD, "next_try_at": until, "holds": self.notification.holds + 1}
        return self.notification.model_copy(update=changes)

    def _notice(self) -> Notice | None:
        if self.about.is_over(self.now):
            return None
        if self.notification.recipient is None:
            return self.about.notice(link=self._link(None), person=None)
        if self.account is None or not self._is_wanted(self.account):
            return None
        return self.about.notice(link=self._link(self.account), person=Person(name=self.account.name, email=self.account.email))

    def _is_wanted(self, account: Account) -> bool:
        """Whether this person's answer is still waited for, where one is."""
        question = self.about.open_question(self.now)
        if question is None or self.about.action is None:
            return True
        return entitled(self.hub.store, self.hub.directory, question, self.about.action, by_link(account, now=self.now), now=self.now)

    def _link(self, account: Account | None) -> Link | None:
        """By which one person may answer, where that is enough; else to a page behind the sign-in."""
        told, base = self.notification, self.hub.console_url
        if not base:
            return None
        question = self.about.open_question(self.now)
        if question is None:
            return Link(title="Look at the case", address=f"{base}/console/cases/{told.case_id}")
        if account is None or not question.assurance.link:
            return Link(title="Sign in and answer", address=f"{base}/console/approvals/{question.approval_id}")
        secret = self.hub.new_secret()
        links.issue(self.hub.store, question, account, secret)
        return Link(title="Read and answer", address=f"{base}/links/{told.tenant}/{secret}")
