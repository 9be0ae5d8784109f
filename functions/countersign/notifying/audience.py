"""Who is told of what. People are told what waits for them; rooms are told everything."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from countersign.approving.concerned import concerned, names
from countersign.approving.entitled import electorate
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.audit import AuditEvent
from countersign.model.case import CaseRef
from countersign.model.notification import Notification, Recipient
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Store
from countersign.record import keys
from countersign.record.rows import load, load_action
from countersign.sdk.notifiers import NotifierManifest, Occasion
from countersign.viewing.settlers import SETTLERS


def asked(store: Store, directory: Directory, event: AuditEvent, now: datetime) -> list[Account]:
    """Who may answer an approval now, and has not."""
    request = load(store, keys.approval(event.tenant, event.body["approval_id"]), ApprovalRequest)
    return electorate(store, directory, request, _action(store, event), now=now)


def settlers(store: Store, directory: Directory, event: AuditEvent, _now: datetime) -> list[Account]:
    """Who may say what became of an effect that nobody knows of."""
    action = _action(store, event)
    theirs = concerned(store, directory, action)
    groups = sorted(SETTLERS[action.effect].groups)
    found = {account.subject: account for group in groups for account in directory.members(event.tenant, group)}
    return [account for account in found.values() if account.enabled and not theirs & names(account)]


def nobody(_store: Store, _directory: Directory, _event: AuditEvent, _now: datetime) -> list[Account]:
    """It asks nothing of anybody: who wants to know looks at a room."""
    return []


PEOPLE: Mapping[Occasion, Callable[[Store, Directory, AuditEvent, datetime], list[Account]]] = {
    Occasion.REQUESTED: asked,
    Occasion.REMINDED: asked,
    Occasion.REROUTED: asked,
    Occasion.UNKNOWN: settlers,
    Occasion.ANSWERED: nobody,
    Occasion.EXPIRED: nobody,
    # A hand-over puts the case into a team's queue, where its people look; a mail each would be read by nobody.
    Occasion.ESCALATED: nobody,
}
_OCCASIONS = frozenset(Occasion)


def owed(
    store: Store, directory: Directory, event: AuditEvent, notifiers: Iterable[NotifierManifest], *, now: datetime
) -> list[Notification]:
    """What one event of the record gives cause to tell; nothing for an answer that leaves the question open, and for most events."""
    if event.type not in _OCCASIONS:
        return []
    if event.type == Occasion.ANSWERED and event.body["state"] == ApprovalState.OPEN:
        return []
    enabled = list(notifiers)
    personal = [manifest.name for manifest in enabled if manifest.audience == "person"]
    people = PEOPLE[Occasion(event.type)](store, directory, event, now) if personal else []
    recipients = [(name, Recipient(name=account.name, subject=account.subject)) for name in personal for account in people]
    rooms = [(manifest.name, None) for manifest in enabled if manifest.audience == "room"]
    return [Notification.owed(event, name, recipient) for name, recipient in (*recipients, *rooms)]


def _action(store: Store, event: AuditEvent) -> ProposedAction:
    return load_action(store, CaseRef(tenant=event.tenant, case_id=event.case_id), event.body["action"])
