"""Links by which people answer: kept by the digest of their secret, so that no reader of our tables can follow one."""

from pydantic import ValidationError

from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest
from countersign.model.canonical import digest
from countersign.model.link import AnswerLink, LinkRef
from countersign.ports import Put, Store
from countersign.record import keys
from countersign.record.rows import find

LINK_TAG = "countersign-link-v1"


def issue(store: Store, request: ApprovalRequest, person: Account, secret: str) -> None:
    """Let whoever holds `secret` answer `request` as `person`, for as long as that person may."""
    link = AnswerLink(
        tenant=request.tenant,
        approval_id=request.approval_id,
        action=request.action,
        name=person.name,
        subject=person.subject,
        expires_at=request.expires_at,
    )
    store.transact([Put(keys.link(request.tenant, _digest(secret)), link.to_json())])


def named_link(store: Store, tenant: str, secret: str) -> AnswerLink | None:
    """The link of a secret; None for what is none. Found by digest alone: no comparison could tell by its time how much was right."""
    try:
        ref = LinkRef(tenant=tenant, secret=secret)
    except ValidationError:
        return None
    return find(store, keys.link(ref.tenant, _digest(ref.secret)), AnswerLink)


def _digest(secret: str) -> str:
    return digest(LINK_TAG, secret)
