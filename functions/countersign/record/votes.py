"""Counting answers: genuine, in time, for exactly this action, one person once."""

import binascii
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from countersign.model.approval import ApprovalRequest, Grant, SignedGrant
from countersign.model.canonical import canonical_json
from countersign.model.decision import Need
from countersign.ports import Store, Table, Verifier
from countersign.record import keys

# Two clocks may differ; an answer that is about to expire is already too old to act on.
SKEW = timedelta(seconds=30)


def grant_message(grant: Grant) -> bytes:
    """The bytes that are signed."""
    return b"countersign-grant-v1\0" + canonical_json(grant.to_json())


def cast(store: Store, approval: ApprovalRequest) -> list[SignedGrant]:
    """All answers given to this request, of any worth."""
    partition = keys.approval_partition(approval.tenant, approval.approval_id)
    return [SignedGrant.from_json(dict(row)) for row in store.query(Table.STATE, partition, "VOTE#")]


def good(answers: Iterable[SignedGrant], approval: ApprovalRequest, *, bundle: str, verifier: Verifier, now: datetime) -> list[Grant]:
    """The approvals among `answers` that count: signed by the trusted key and bound to this request, action and bundle (I6)."""
    return [answer.grant for answer in answers if _bound(answer.grant, approval, bundle, now) and _genuine(answer, verifier)]


def per_role(grants: Sequence[Grant]) -> dict[str, int]:
    """How many different people answered for each role; a person counts once over all roles (I5)."""
    first_role: dict[str, str] = {}
    for grant in grants:
        first_role.setdefault(grant.voter, grant.role)
    return dict(Counter(first_role.values()))


def satisfied(needs: Sequence[Need], counts: dict[str, int]) -> bool:
    return all(counts.get(need.role, 0) >= need.count for need in needs)


def _bound(grant: Grant, approval: ApprovalRequest, bundle: str, now: datetime) -> bool:
    return (
        grant.answer == "approve"
        and (grant.tenant, grant.case_id, grant.approval_id) == (approval.tenant, approval.case_id, approval.approval_id)
        and grant.action == approval.action
        and grant.bundle == bundle
        and now + SKEW < grant.expires_at
    )


def _genuine(answer: SignedGrant, verifier: Verifier) -> bool:
    try:
        signature = b64decode(answer.signature, validate=True)
    except binascii.Error:
        return False
    return verifier.verify(grant_message(answer.grant), signature, answer.grant.key_id)
