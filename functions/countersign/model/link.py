"""A link by which one person may answer one approval without signing in."""

from typing import Annotated

from pydantic import Field

from countersign.model.frozen import ApprovalId, Digest, Frozen, Moment, Tenant


class LinkRef(Frozen):
    """How an address names a link, in a shape that no key could be bent by (I13)."""

    tenant: Tenant
    secret: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class AnswerLink(Frozen):
    """Whom it was sent to, about what, and until when it is good. The secret itself is in that one message and nowhere else."""

    tenant: Tenant
    approval_id: ApprovalId
    action: Digest
    name: str
    subject: str
    expires_at: Moment
