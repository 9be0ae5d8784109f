"""Answering by a link that was sent to one person. What they are is the directory's word at that moment, never the link's."""

from dataclasses import dataclass
from datetime import datetime

from countersign.approving.electorate import working
from countersign.approving.entitled import by_link, entitled
from countersign.errors import ActionAlteredError
from countersign.model.approval import ApprovalRequest, ApprovalState, Voter
from countersign.model.case import CaseRef
from countersign.model.link import AnswerLink
from countersign.ports import Directory, Store
from countersign.record import keys
from countersign.record.links import named_link
from countersign.record.rows import find, load_action


@dataclass(frozen=True)
class Followed:
    """A link that somebody opened, and who they are by it."""

    link: AnswerLink
    person: Voter


def follow(store: Store, directory: Directory, tenant: str, secret: str, *, now: datetime) -> Followed | None:
    """None alike for no such link, one that is over, and one of somebody who has left."""
    link = named_link(store, tenant, secret)
    if link is None or now >= link.expires_at:
        return None
    account = working(directory, link.tenant, link.name, link.subject)
    return Followed(link, by_link(account, now=now)) if account else None


def open_question(store: Store, directory: Directory, followed: Followed, *, now: datetime) -> ApprovalRequest | None:
    """What the link asks, as long as this person's answer would count.

    So a link is spent with its person's answer, by whatever way it came, and dead as soon as the question is decided or goes to others.
    """
    link = followed.link
    request = find(store, keys.approval(link.tenant, link.approval_id), ApprovalRequest)
    if request is None or request.state is not ApprovalState.OPEN or request.action != link.action:
        return None
    try:
        action = load_action(store, CaseRef(tenant=request.tenant, case_id=request.case_id), request.action)
    except ActionAlteredError:
        return None
    return request if entitled(store, directory, request, action, followed.person, now=now) else None
