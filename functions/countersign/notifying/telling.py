"""What is said, made of the stored action and the decision about it: kinds, sums, deadlines, policies.

No customer and no text of theirs: mails and chats lie where we cannot erase them (I12).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.case import CaseRef
from countersign.model.decision import Decision
from countersign.model.notification import Notification
from countersign.model.plan import ProposedAction
from countersign.ports import Store
from countersign.record import keys
from countersign.record.rows import find, load_action
from countersign.sdk.notifiers import Detail, Link, Notice, Occasion, Person
from countersign.viewing.wording import minute, people

DIGEST_SHOWN = 12
HEADLINE_LENGTH = 150
LINE_LENGTH = 200
_NEWS: Mapping[Occasion, str] = {
    Occasion.REQUESTED: "Approval needed",
    Occasion.REMINDED: "Approval still needed",
    Occasion.REROUTED: "Approval needed",
    Occasion.EXPIRED: "Nobody answered in time",
    Occasion.ESCALATED: "A person takes over",
    Occasion.UNKNOWN: "Nobody knows whether this happened",
}
_ANSWERS: Mapping[str, str] = {ApprovalState.APPROVED: "Approved", ApprovalState.REJECTED: "Denied"}
_ASKING = frozenset({Occasion.REQUESTED, Occasion.REMINDED, Occasion.REROUTED})


@dataclass(frozen=True)
class Matter:
    """What a notification is about, as it is stored now."""

    notification: Notification
    action: ProposedAction | None
    decision: Decision | None
    request: ApprovalRequest | None

    def notice(self, *, link: Link | None, person: Person | None) -> Notice:
        """For one recipient."""
        told = self.notification
        return Notice(
            id=told.notification_id,
            occasion=told.occasion,
            at=told.happened_at,
            headline=self._headline()[:HEADLINE_LENGTH],
            details=tuple(Detail(title=title, value=value[:LINE_LENGTH]) for title, value in self._details()),
            data=dict(self._data()),
            link=link,
            person=person,
        )

    def open_question(self, now: datetime) -> ApprovalRequest | None:
        """The request that waits for an answer, if this notification asks for one that is still wanted."""
        if self.notification.occasion not in _ASKING or self.request is None:
            return None
        is_open = self.request.state is ApprovalState.OPEN and now < self.request.expires_at
        return self.request if is_open else None

    def is_over(self, now: datetime) -> bool:
        """Whether it asks for what nobody wants any more."""
        return self.notification.occasion in _ASKING and self.open_question(now) is None

    @property
    def answer_until(self) -> datetime:
        """The deadline of what is asked, or the beginning of what asks nothing."""
        return self.request.expires_at if self.request else self.notification.happened_at

    @property
    def subject(self) -> str:
        """What it is about, in a few words."""
        if self.action is None:
            return f"case {self.notification.case_id}"
        return self.action.title + (f", {self.action.money}" if self.action.money else "")

    def _headline(self) -> str:
        news = _NEWS.get(self.notification.occasion) or _ANSWERS[str(self.notification.reason)]
        return f"{news}: {self.subject}"

    def _details(self) -> Iterator[tuple[str, str]]:
        if self.action is not None:
            yield "What", f"{self.action.title} ({self.action.name})"
            if self.action.money:
                yield "Amount", str(self.action.money)
        if self.request is not None and self.notification.occasion in _ASKING:
            yield "Answer until", minute(self.request.expires_at)
            yield "Needed", " and ".join(people(need.count, need.role) for need in self.request.needs)
        if self.decision is not None and self.decision.reasons:
            yield "Asked by", "; ".join(reason.title for reason in self.decision.reasons)
        if self.notification.occasion is Occasion.ESCALATED:
            yield "Because", str(self.notification.reason)
        if self.action is not None:
            yield "Action", self.action.digest[:DIGEST_SHOWN]
        yield "Case", self.notification.case_id

    def _data(self) -> Iterator[tuple[str, str | int | tuple[str, ...]]]:
        yield "case_id", self.notification.case_id
        if self.notification.approval_id is not None:
            yield "approval_id", self.notification.approval_id
        if self.notification.reason is not None:
            yield "reason", self.notification.reason
        if self.action is not None:
            yield "action", self.action.digest
            yield "name", self.action.name
            if self.action.money:
                yield "amount_minor", self.action.money.amount_minor
                yield "currency", self.action.money.currency
        if self.request is not None:
            yield "answer_until", self.request.to_json()["expires_at"]
        if self.decision is not None:
            yield "policies", tuple(reason.policy for reason in self.decision.reasons)


def matter(store: Store, notification: Notification) -> Matter:
    """Raises ActionAlteredError when the stored action is no longer the one that is asked about (I4)."""
    ref = CaseRef(tenant=notification.tenant, case_id=notification.case_id)
    action = load_action(store, ref, notification.action) if notification.action else None
    decision = find(store, keys.decision(ref.tenant, ref.case_id, action.digest), Decision) if action else None
    named = keys.approval(ref.tenant, notification.approval_id) if notification.approval_id else None
    return Matter(notification, action, decision, find(store, named, ApprovalRequest) if named else None)
