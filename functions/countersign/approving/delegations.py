"""Saying who stands in for oneself, and taking it back. Each change is on the tenant's own record."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import Field

from countersign.approving.electorate import confirmed
from countersign.approving.spans import require_span
from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.delegation import Colleague, Delegation
from countersign.model.frozen import Frozen, Identifier, Moment
from countersign.model.plan import Money
from countersign.ports import Directory, Put, Row, Store, Table, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, page

OPERATOR = "operator"
# Nothing else is looked for (I13).
_ID = re.compile("[0-9a-f]{32}")


class Delegate(Frozen):
    """What a person sends who hands on what is theirs to answer; no actions are all, no `up_to` is any amount."""

    delegate: Annotated[str, Field(min_length=1, max_length=128)]
    roles: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=20)]
    actions: Annotated[tuple[Identifier, ...], Field(max_length=50)] = ()
    up_to: Money | None = None
    starts_at: Moment
    ends_at: Moment
    reason: Annotated[str, Field(max_length=500)]


def delegations(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """All that were made, by whom they empower, the revoked and the ended among them; raises RequestRefusedError (400)."""
    return page(store, Listing(keys.delegations(tenant), _place, prefix=keys.DELEGATION), wanted)


def delegate(store: Store, directory: Directory, person: Voter, given: Delegate, *, new_id: str, now: datetime) -> Delegation:
    """Let somebody stand in for `person`.

    Raises RequestRefusedError: 403 for an account that is gone, 422 for a role that is not theirs (what was delegated to somebody is
    not theirs), a time that does not fit, a missing reason, and a delegate who is not there or is the same human.
    """
    require_span(given.starts_at, given.ends_at, now)
    if not given.reason.strip():
        raise RequestRefusedError(422, "Say why somebody stands in for you.")
    person = confirmed(directory, person)
    if foreign := sorted(set(given.roles) - set(person.groups)):
        raise RequestRefusedError(422, f"You can hand on your own roles only, and these are not yours: {', '.join(foreign)}.")
    made = Delegation(
        tenant=person.tenant,
        delegation_id=new_id,
        delegator=Colleague(subject=person.subject, name=person.name, person=person.person),
        delegate=_delegate(directory, person, given.delegate),
        roles=given.roles,
        actions=given.actions,
        up_to=given.up_to,
        reason=given.reason.strip(),
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        made_at=now,
        revoked_at=None,
        revoked_by=None,
    )
    _keep(store, "delegation.made", made, by=person.subject, expect=None, now=now)
    return made


def revoke(store: Store, person: Voter, delegation_id: str, *, now: datetime) -> Delegation:
    """End it at once, for who made it, whom it empowers, or an operator; again, it changes nothing.

    Raises RequestRefusedError (403, 404).
    """
    made = _named(store, person.tenant, delegation_id)
    if person.subject not in {made.delegator.subject, made.delegate.subject} and OPERATOR not in person.groups:
        raise RequestRefusedError(403, f"This is for {made.delegator.name}, {made.delegate.name} and operators.")
    if made.revoked_at is not None:
        return made
    revoked = made.model_copy(update={"revoked_at": now, "revoked_by": person.subject})
    try:
        _keep(store, "delegation.revoked", revoked, by=person.subject, expect={"revoked_at": None}, now=now)
    except WriteRefusedError:
        return _named(store, person.tenant, delegation_id)
    return revoked


def _delegate(directory: Directory, person: Voter, name: str) -> Colleague:
    account = directory.find(person.tenant, name)
    if account is None or not account.enabled:
        raise RequestRefusedError(422, "Nobody of that name works here. Give a colleague's user name.")
    if {account.subject, account.person} & {person.subject, person.person} - {None}:
        raise RequestRefusedError(422, "Nobody stands in for themselves. Give another person's user name.")
    return Colleague(subject=account.subject, name=account.name, person=account.person)


def _named(store: Store, tenant: str, delegation_id: str) -> Delegation:
    rows = store.query(Table.STATE, keys.delegations(tenant), keys.DELEGATION) if _ID.fullmatch(delegation_id) else []
    for row in rows:
        if row["delegation_id"] == delegation_id:
            return Delegation.from_json(dict(row))
    raise RequestRefusedError(404, "There is no such delegation.")


def _place(row: Row) -> str:
    return keys.delegation(row["tenant"], row["delegate"]["subject"], row["delegation_id"]).sort


def _keep(store: Store, type_: str, made: Delegation, *, by: str, expect: Row | None, now: datetime) -> None:
    """The record holds no names and no reasons (I12)."""
    shown = made.to_json()
    body = {name: shown[name] for name in ("delegation_id", "roles", "actions", "up_to", "starts_at", "ends_at")}
    body |= {"delegator": made.delegator.subject, "delegate": made.delegate.subject}
    row = Put(keys.delegation(made.tenant, made.delegate.subject, made.delegation_id), shown, expect=expect)
    audit.commit(store, made.tenant, audit.CONTROL, AuditEntry(type=type_, actor=by, body=body), [row], now=now)
