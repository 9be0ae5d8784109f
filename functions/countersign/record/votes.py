"""Counting answers: genuine, in time, for exactly this action, one person once."""

import binascii
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from countersign.model.approval import ApprovalRequest, Grant, SignedGrant, Vote
from countersign.model.canonical import canonical_json
from countersign.model.decision import Need
from countersign.ports import Store, Table, Verifier
from countersign.record import keys

# Two clocks may differ; an answer that is about to expire is already too old to act on.
SKEW = timedelta(seconds=30)


def grant_message(grant: Grant) -> bytes:
    """The bytes that are signed."""
    return b"countersign-grant-v1\0" + canonical_json(grant.to_json())


def cast(store: Store, approval: ApprovalRequest) -> list[Vote]:
    """All answers given to this request, of any worth."""
    partition = keys.approval_partition(approval.tenant, approval.approval_id)
    return [Vote.from_json(dict(row)) for row in store.query(Table.STATE, partition, "VOTE#")]


def good(answers: Iterable[SignedGrant], approval: ApprovalRequest, *, bundle: str, verifier: Verifier, now: datetime) -> list[Grant]:
    """The approvals among `answers` that count: signed by the trusted key and bound to this request, action and bundle (I6)."""
    return [answer.grant for answer in answers if _bound(answer.grant, approval, bundle, now) and _genuine(answer, verifier)]


def per_role(grants: Iterable[Grant]) -> dict[str, int]:
    """How many different people answered for each role: a human counts once over all roles and accounts, and so does a delegator (I5)."""
    seen: set[str] = set()
    roles: list[str] = []
    for grant in grants:
        if not seen & behind(grant):
            roles.append(grant.role)
        seen |= behind(grant)
    return dict(Counter(roles))


def behind(grant: Grant) -> frozenset[str]:
    """All who stand behind one answer, by subject and person: two answers that share one are not two people's."""
    return frozenset(name for name in (grant.voter, grant.person, grant.on_behalf_of, grant.on_behalf_of_person) if name)


def standing(grants: Iterable[Grant], approval: ApprovalRequest) -> list[Grant]:
    """Those answers that have not lapsed."""
    return [grant for grant in grants if grant.voter not in approval.lapsed]


def lacking(needs: Iterable[Need], grants: Iterable[Grant]) -> dict[str, int]:
    """How many people each role still needs; empty when nobody is needed any more."""
    counts = per_role(grants)
    return {need.role: need.count - counts.get(need.role, 0) for need in needs if need.count > counts.get(need.role, 0)}


def _bound(grant: Grant, approval: ApprovalRequest, bundle: str, now: datetime) -> bool:
    return (
        grant.answer == "approve"
        and grant.voter not in approval.lapsed
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
