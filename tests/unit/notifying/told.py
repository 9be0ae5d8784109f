"""A world whose people are told: by the real notifiers, over a courier that only remembers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.builders import REF, TENANT, make_account, make_action, make_voter
from tests.fakes import RememberingCourier
from tests.world import World

from countersign import notifiers
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest
from countersign.model.audit import AuditEvent
from countersign.model.notification import Notification
from countersign.ports import Table
from countersign.record import keys
from countersign.sdk.notifiers import Mail, Notifier, Occasion
from countersign.steps.notify import Teller, Told, notify

BENCH = make_action(12_000)
PAVILION = make_action(250_000)
CONSOLE = "https://hub.example/v1"
MAIL, ROOM = "notify_email", "notify_webhook"


@dataclass
class ToldWorld(World):
    """`sam` and `sue` are supervisors, `ria` and `rob` from risk; there are mails and one room."""

    courier: RememberingCourier = field(default_factory=RememberingCourier)
    notifiers: dict[str, Notifier] = field(
        default_factory=lambda: dict(notifiers.load(["countersign-notify-email", "countersign-notify-webhook"]))
    )
    console_url: str = CONSOLE
    draw_bp: int = 0
    seen: int = 0
    _secrets: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, group in (("sam", "supervisor"), ("sue", "supervisor"), ("ria", "risk"), ("rob", "risk")):
            self.hire(name, group)

    def hire(self, name: str, *groups: str, **changes: Any) -> Account:
        account = make_account(make_voter(name, *groups), **changes)
        self.directory.put(account)
        return account

    def question(self, action=BENCH, **given: Any) -> ApprovalRequest:
        """`action` waits for people; nobody has been told yet."""
        self.given(action, **given)
        self.gate(REF, action.digest)
        return self.ask(REF, action.digest, task_token="first token")

    def news(self) -> list[AuditEvent]:
        """What the stream brings of the case since the last time."""
        chain = self.record(REF.case_id)
        new, self.seen = chain[self.seen :], len(chain)
        return [event for event in new if event.type in set(Occasion)]

    def tell(self, *events: AuditEvent) -> Told:
        """The function's round: with what the stream brings, or by its clock with nothing."""
        secrets = (f"{number:043d}" for number in self._secrets)
        teller = Teller(
            self.store, self.directory, self.notifiers, self.courier, self.console_url, lambda: next(secrets), lambda: self.draw_bp
        )
        return notify(teller, events, now=self.now)

    def mails(self) -> list[Mail]:
        return [message for _, _, message in self.courier.carried if isinstance(message, Mail)]

    def notifications(self) -> list[Notification]:
        rows = self.store.query(Table.STATE, keys.notices(TENANT), "NOTICE#")
        return [Notification.from_json(dict(row)) for row in rows]

    def states(self) -> dict[str, str]:
        """By recipient; a room has the name of its notifier."""
        return {each.recipient.name if each.recipient else each.notifier: each.state.value for each in self.notifications()}
