"""By whose right a delegate may answer, at the moment of answering."""

from collections.abc import Iterator
from datetime import datetime

from countersign.approving.concerned import names
from countersign.approving.electorate import working
from countersign.approving.mandates import Authority
from countersign.model.approval import Voter
from countersign.model.delegation import Absence, Delegation
from countersign.model.plan import ProposedAction
from countersign.ports import Check, Directory, Store, Table
from countersign.record import keys
from countersign.record.rows import find


def delegated(
    store: Store, directory: Directory, action: ProposedAction, voter: Voter, *, concerned: frozenset[str], now: datetime
) -> Iterator[Authority]:
    """What others' delegations empower the voter to: never more than the delegator has now by themselves, and nobody's who is concerned."""
    for made in _made_to(store, voter):
        if not (made.holds(now) and made.covers(action)):
            continue
        principal = working(directory, voter.tenant, made.delegator.name, made.delegator.subject)
        if principal is None or names(principal) & concerned:
            continue
        conditions = [Check(keys.delegation(made.tenant, made.delegate.subject, made.delegation_id), {"revoked_at": None})]
        away = find(store, keys.absence(voter.tenant, principal.subject), Absence)
        absent = away is not None and away.holds(now)
        if away and absent:
            conditions.append(Check(keys.absence(voter.tenant, principal.subject), away.to_json()))
        groups = tuple(group for group in principal.groups if group in made.roles)
        yield Authority(groups, principal, tuple(conditions), at_once=absent)


def _made_to(store: Store, voter: Voter) -> Iterator[Delegation]:
    rows = store.query(Table.STATE, keys.delegations(voter.tenant), keys.delegations_to(voter.subject))
    made = (Delegation.from_json(dict(row)) for row in rows)
    # Some issuers' subjects hold a `#`, so that one may be the beginning of another's key.
    return (each for each in made if each.delegate.subject == voter.subject)
