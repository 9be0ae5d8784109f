"""Switches: one person throws them, two loosen them."""

import re
from datetime import datetime
from typing import Annotated

from pydantic import Field

from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.frozen import Frozen
from countersign.ports import Key, Put, Row, Store, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, page
from countersign.record.rows import find
from countersign.record.switches import KINDS, Switch

# Tenants, connectors, actions and intents are all called like this, and nothing that is could bend a key (I13).
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


class Throw(Frozen):
    """What the operator sends."""

    reason: Annotated[str, Field(max_length=500)] = ""


def switches(store: Store, tenant: str, wanted: Wanted = FIRST) -> Page:
    """The switches that were ever thrown, with their state, by kind and name; raises RequestRefusedError (400)."""
    return page(store, Listing(keys.controls(tenant), _place, prefix=keys.SWITCH), wanted)


def _place(row: Row) -> str:
    return f"{keys.SWITCH}{row['kind']}#{row['name']}"


def throw(store: Store, person: Voter, kind: str, name: str, reason: str, *, now: datetime) -> Switch:
    """Stop this kind of work at once; raises RequestRefusedError (400, 422)."""
    key = _key(person, kind, name)
    if not reason.strip():
        raise RequestRefusedError(422, "Throwing a switch needs a reason.")
    switch = Switch(kind=kind, name=name, thrown=True, by=person.name, reason=reason.strip(), at=now)
    _keep(store, person, key, find(store, key, Switch), switch)
    return switch


def loosen(store: Store, person: Voter, kind: str, name: str, *, now: datetime) -> Switch:
    """Ask to loosen, or, as a second person, loosen; raises RequestRefusedError (404, 409)."""
    key = _key(person, kind, name)
    switch = find(store, key, Switch)
    if switch is None or not switch.thrown:
        raise RequestRefusedError(404, "This switch is not thrown.")
    if switch.loosen_asked_by == person.name:
        raise RequestRefusedError(409, "You asked already. A second person has to agree.")
    if switch.loosen_asked_by is None:
        changes: dict[str, object] = {"loosen_asked_by": person.name}
    else:
        changes = {"thrown": False, "by": person.name, "loosen_asked_by": None}
    loosened = switch.model_copy(update=changes | {"at": now})
    _keep(store, person, key, switch, loosened)
    return loosened


def _key(person: Voter, kind: str, name: str) -> Key:
    if kind not in KINDS:
        raise RequestRefusedError(400, f"A switch is one of: {', '.join(KINDS)}.")
    if _NAME.fullmatch(name) is None:
        raise RequestRefusedError(400, "A name consists of small letters, digits, dots, hyphens and underscores.")
    if kind == "tenant" and name != person.tenant:
        raise RequestRefusedError(404, "There is no such tenant.")
    return keys.switch(person.tenant, kind, name)


def _keep(store: Store, person: Voter, key: Key, seen: Switch | None, switch: Switch) -> None:
    """Only over what the person has seen: a switch thrown again meanwhile is not loosened by the second person."""
    expect = {"at": seen.to_json()["at"]} if seen else None
    body = {"kind": switch.kind, "name": switch.name, "thrown": switch.thrown, "loosen_asked": switch.loosen_asked_by is not None}
    entry = AuditEntry(type="switch.changed", actor=person.subject, body=body)
    try:
        audit.commit(store, person.tenant, audit.CONTROL, entry, [Put(key, switch.to_json(), expect=expect)], now=switch.at)
    except WriteRefusedError:
        raise RequestRefusedError(409, "Somebody else changed this switch at the same moment. Look again.") from None
