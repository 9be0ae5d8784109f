"""Who answers for whom while somebody is away."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from countersign.approving.absences import Away, absence, announce, come_back
from countersign.approving.delegations import OPERATOR, Delegate, delegate, delegations, revoke
from countersign.console.answers import Page, See
from countersign.console.app import form, page
from countersign.console.call import Visit
from countersign.console.lists import more, wanted
from countersign.errors import RequestRefusedError
from countersign.model.delegation import Delegation
from countersign.model.plan import Money

ADDRESS = "console/standing-in"
ROLE = "role."
Fields = Mapping[str, str]


@page("/console/standing-in")
def standing_in(visit: Visit) -> Page:
    found = delegations(visit.hub.store, visit.person.tenant, wanted(visit))
    away = absence(visit.hub.store, visit.person)
    values = {
        "away": away if away and away.ended_at is None and away.ends_at > visit.now else None,
        "delegations": [{"made": made, "mine": _may_revoke(visit, made)} for made in map(_read, found.rows)],
        "more": more(visit, found),
        "roles": visit.person.groups,
    }
    return Page("standing_in.html", "Standing in", values)


@form("/console/standing-in/away")
def go_away(visit: Visit, fields: Fields) -> See:
    def act() -> str:
        said = announce(
            visit.hub.store, visit.person, Away(starts_at=_start(visit, fields), ends_at=_moment(fields, "until")), now=visit.now
        )
        return f"You are away until {said.ends_at:%-d %b %Y, %H:%M} UTC. Those who stand in for you are asked at once."

    return _after(act)


@form("/console/standing-in/back")
def be_back(visit: Visit, _: Fields) -> See:
    def act() -> str:
        come_back(visit.hub.store, visit.person, now=visit.now)
        return "You are back."

    return _after(act)


@form("/console/standing-in/delegate")
def hand_on(visit: Visit, fields: Fields) -> See:
    def act() -> str:
        given = Delegate(
            delegate=fields.get("colleague", "").strip(),
            roles=tuple(name.removeprefix(ROLE) for name in fields if name.startswith(ROLE)),
            actions=tuple(fields.get("actions", "").replace(",", " ").split()),
            up_to=_limit(fields),
            starts_at=_start(visit, fields),
            ends_at=_moment(fields, "until"),
            reason=fields.get("reason", ""),
        )
        made = delegate(visit.hub.store, visit.hub.directory, visit.person, given, new_id=visit.new_id(), now=visit.now)
        return f"{made.delegate.name} stands in for you. The two of you never count as two."

    return _after(act)


@form("/console/standing-in/<delegation_id>/revoke")
def take_back(visit: Visit, _: Fields, delegation_id: str) -> See:
    def act() -> str:
        made = revoke(visit.hub.store, visit.person, delegation_id, now=visit.now)
        return f"{made.delegate.name} no longer stands in for {made.delegator.name}."

    return _after(act)


def _after(act: Callable[[], str]) -> See:
    try:
        return See.saying(ADDRESS, act())
    except RequestRefusedError as refusal:
        return See.saying(ADDRESS, refusal.title, "bad")


def _read(row: Mapping[str, object]) -> Delegation:
    return Delegation.from_json(dict(row))


def _may_revoke(visit: Visit, made: Delegation) -> bool:
    over = made.revoked_at is not None or made.ends_at <= visit.now
    concerned = visit.person.subject in {made.delegator.subject, made.delegate.subject}
    return not over and (concerned or OPERATOR in visit.person.groups)


def _start(visit: Visit, fields: Fields) -> datetime:
    """Now, unless a moment is given."""
    return _moment(fields, "from") if fields.get("from") else visit.now


def _moment(fields: Fields, name: str) -> datetime:
    """As browsers send it, in UTC."""
    try:
        return datetime.fromisoformat(fields.get(name, "")).replace(tzinfo=UTC)
    except ValueError:
        raise RequestRefusedError(422, "Say until when: a day and a time, such as 2026-12-01T18:00.") from None


def _limit(fields: Fields) -> Money | None:
    amount, currency = fields.get("amount", "").strip(), fields.get("currency", "").strip().upper()
    if not amount:
        return None
    try:
        return Money.of(amount, currency)
    except ValueError:
        raise RequestRefusedError(422, "The limit is an amount and its currency, such as 2500.00 and EUR.") from None
