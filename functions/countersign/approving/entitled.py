"""Who may answer an approval now, by the rules of counting and before anybody does."""

from collections.abc import Iterator
from datetime import datetime

from countersign.approving.delegated import delegated
from countersign.approving.electorate import working
from countersign.approving.mandates import Authority, Mandate, mandate, require_free, require_unconcerned
from countersign.errors import RequestRefusedError
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest, Voter
from countersign.model.delegation import Delegation
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Store, Table
from countersign.record import keys, votes


def by_link(account: Account, *, now: datetime) -> Voter:
    """Somebody who follows a link: what they are is the directory's word, and holding the link is all they showed."""
    return Voter(
        tenant=account.tenant,
        subject=account.subject,
        name=account.name,
        email=account.email,
        groups=account.groups,
        authenticated_at=now,
        methods=("link",),
        via="link",
        person=account.person,
    )


def entitlement(
    store: Store, directory: Directory, request: ApprovalRequest, action: ProposedAction, person: Voter, *, now: datetime
) -> Mandate:
    """For which role and by whose right an answer of `person` would count.

    Raises RequestRefusedError: 409 when they have answered, or somebody has for them, 403 when it is theirs, or nobody's right is theirs.
    """
    cast = [signed.grant for signed in votes.cast(store, request)]
    require_free(request, person, cast)
    theirs = require_unconcerned(store, directory, action, person)
    lent = delegated(store, directory, action, person, concerned=theirs, now=now)
    return mandate(request, votes.standing(cast, request), [Authority(person.groups), *lent])


def entitled(store: Store, directory: Directory, request: ApprovalRequest, action: ProposedAction, person: Voter, *, now: datetime) -> bool:
    """Whether there is such a role and right."""
    try:
        entitlement(store, directory, request, action, person, now=now)
    except RequestRefusedError:
        return False
    return True


def electorate(store: Store, directory: Directory, request: ApprovalRequest, action: ProposedAction, *, now: datetime) -> list[Account]:
    """Everybody who may answer now: members of the groups of the present rung, and delegates of whoever may be stood in for."""
    groups = {group for need in request.needs for group in request.groups(need.role)}
    members = [account for group in sorted(groups) for account in directory.members(request.tenant, group)]
    known = {account.subject: account for account in (*members, *_delegates(store, directory, request.tenant, now)) if account.enabled}
    return [one for one in known.values() if entitled(store, directory, request, action, by_link(one, now=now), now=now)]


def _delegates(store: Store, directory: Directory, tenant: str, now: datetime) -> Iterator[Account]:
    rows = store.query(Table.STATE, keys.delegations(tenant), keys.DELEGATION)
    for made in (Delegation.from_json(dict(row)) for row in rows):
        account = working(directory, tenant, made.delegate.name, made.delegate.subject) if made.holds(now) else None
        if account is not None:
            yield account
