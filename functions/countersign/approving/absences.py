"""Saying that one is away, so that those who stand in may answer at once. Each change is on the tenant's own record."""

from datetime import datetime

from countersign.approving.spans import require_span
from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.audit import AuditEntry
from countersign.model.delegation import Absence
from countersign.model.frozen import Frozen, Moment
from countersign.ports import Put, Store, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.rows import find


class Away(Frozen):
    """What a person sends who will be away."""

    starts_at: Moment
    ends_at: Moment


def absence(store: Store, person: Voter) -> Absence | None:
    """The latest that the person announced, be it over."""
    return find(store, keys.absence(person.tenant, person.subject), Absence)


def announce(store: Store, person: Voter, given: Away, *, now: datetime) -> Absence:
    """Be away then, and not when it was said before; raises RequestRefusedError (409, 422)."""
    require_span(given.starts_at, given.ends_at, now)
    away = Absence(subject=person.subject, name=person.name, starts_at=given.starts_at, ends_at=given.ends_at, ended_at=None)
    _keep(store, person, "absence.announced", away, seen=absence(store, person), now=now)
    return away


def come_back(store: Store, person: Voter, *, now: datetime) -> Absence:
    """Be there again, or not go at all; again, it changes nothing. Raises RequestRefusedError (404, 409)."""
    seen = absence(store, person)
    if seen is None:
        raise RequestRefusedError(404, "You have not said that you are away.")
    if seen.ended_at is not None or seen.ends_at <= now:
        return seen
    back = seen.model_copy(update={"ended_at": now})
    _keep(store, person, "absence.ended", back, seen=seen, now=now)
    return back


def _keep(store: Store, person: Voter, type_: str, away: Absence, *, seen: Absence | None, now: datetime) -> None:
    shown = away.to_json()
    body = {name: shown[name] for name in ("subject", "starts_at", "ends_at")}
    row = Put(keys.absence(person.tenant, person.subject), shown, expect=seen.to_json() if seen else None)
    try:
        audit.commit(store, person.tenant, audit.CONTROL, AuditEntry(type=type_, actor=person.subject, body=body), [row], now=now)
    except WriteRefusedError:
        raise RequestRefusedError(409, "You said something else at the same moment. Look again.", state="CHANGED") from None
