"""Saying who stands in for oneself, that one is away, and taking it back."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from tests.builders import NOW, TENANT, make_voter
from tests.fakes import WatchedStore
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.approving.absences import Away, absence, announce, come_back
from countersign.approving.delegations import Delegate, delegate, delegations, revoke
from countersign.errors import RequestRefusedError
from countersign.model.delegation import Delegation
from countersign.record import audit
from countersign.record.paging import Wanted

SAM, DORA = make_voter("sam"), make_voter("dora", "agents")
DAY = timedelta(days=1)
GIVEN = {"delegate": "dora", "roles": ["supervisor"], "starts_at": NOW.isoformat(), "ends_at": (NOW + DAY).isoformat(), "reason": "Leave"}


@pytest.fixture
def world() -> World:
    world = World()
    world.employ(SAM, DORA)
    return world


def made(world: World, who=SAM, number=1, **changes) -> Delegation:
    given = Delegate.from_json(GIVEN | changes)
    return delegate(world.store, world.directory, who, given, new_id=f"{number:032x}", now=world.now)


def refused(act) -> int:
    with pytest.raises(RequestRefusedError) as refusal:
        act()
    return refusal.value.status


def control(world: World) -> list[tuple[str, str]]:
    return [(event.type, event.actor) for event in audit.events(world.store, TENANT, audit.CONTROL)]


def test_a_delegation_is_listed_and_on_the_record(world):
    given = made(world, reason="  Parental leave ", actions=["refund.issue"], up_to={"amount_minor": 50_000, "currency": "EUR"})
    assert (given.delegator.subject, given.delegate.subject, given.reason) == ("sub-sam", "sub-dora", "Parental leave")
    assert delegations(world.store, TENANT).rows == [given.to_json()]
    (event,) = audit.events(world.store, TENANT, audit.CONTROL)
    assert (event.type, event.actor, event.body["delegate"], event.body["up_to"]["amount_minor"]) == (
        "delegation.made",
        "sub-sam",
        "sub-dora",
        50_000,
    )
    assert "Parental" not in event.model_dump_json(), "I12"


@pytest.mark.parametrize(
    "changes",
    [
        {"roles": ["risk"]},
        {"roles": ["supervisor", "risk"]},
        {"delegate": "stranger"},
        {"delegate": "sam"},
        {"delegate": "SAM@larkfield.example"},
        {"reason": "  "},
        {"ends_at": NOW.isoformat()},
        {"starts_at": (NOW - 2 * DAY).isoformat(), "ends_at": (NOW - DAY).isoformat()},
        {"ends_at": (NOW + 90 * DAY + timedelta(seconds=1)).isoformat()},
    ],
    ids=["foreign role", "one foreign role", "nobody", "oneself", "oneself by address", "no reason", "no time", "over", "over 90 days"],
)
def test_what_cannot_be_handed_on_is_refused(world, changes):
    assert refused(lambda: made(world, **changes)) == 422
    assert control(world) == []


@pytest.mark.parametrize(
    "changes", [{"roles": []}, {"roles": ["a b"]}, {"reason": "x" * 501}, {"delegate": ""}, {"up_to": {}}, {"tenant": "x"}]
)
def test_what_does_not_fit_is_not_read(world, changes):
    with pytest.raises(ValidationError):
        made(world, **changes)


@pytest.mark.parametrize("changes", [{"enabled": False}, {"tenant": "other"}], ids=["locked", "of another tenant"])
def test_nobody_stands_in_who_may_not_sign_in_here(world, changes):
    """I13."""
    world.employ(DORA, **changes)
    assert refused(lambda: made(world)) == 422


def test_nobody_stands_in_for_their_other_account(world):
    """I5."""
    world.employ(SAM, DORA, person="P-1")
    assert refused(lambda: made(world)) == 422


def test_a_role_that_was_lost_since_the_sign_in_is_not_handed_on(world):
    """I5."""
    world.employ(SAM, groups=("customer_care",))
    assert refused(lambda: made(world)) == 422


@pytest.mark.parametrize("who", [SAM, DORA, make_voter("olga", "operator")], ids=["delegator", "delegate", "operator"])
def test_a_delegation_is_revoked_once(world, who):
    made(world)
    revoked = revoke(world.store, who, f"{1:032x}", now=NOW)
    assert (revoked.revoked_by, revoked.holds(NOW)) == (who.subject, False)
    assert revoke(world.store, SAM, f"{1:032x}", now=NOW + DAY) == revoked
    assert control(world) == [("delegation.made", "sub-sam"), ("delegation.revoked", who.subject)]


def test_two_who_revoke_at_once_revoke_once():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.employ(SAM, DORA)
    made(world)
    store.meanwhile.append(lambda: revoke(world.store, DORA, f"{1:032x}", now=NOW))
    assert revoke(world.store, SAM, f"{1:032x}", now=NOW).revoked_by == "sub-dora"


def test_others_revoke_nothing(world):
    made(world)
    assert refused(lambda: revoke(world.store, make_voter("sue"), f"{1:032x}", now=NOW)) == 403


@pytest.mark.parametrize("tenant", [TENANT, "other"])
def test_a_delegation_that_is_not_there_is_not_found(world, tenant):
    """I13: another tenant's is as absent as any other."""
    made(world)
    number = f"{2:032x}" if tenant == TENANT else f"{1:032x}"
    assert refused(lambda: revoke(world.store, make_voter("olga", "operator", tenant=tenant), number, now=NOW)) == 404


def test_delegations_come_in_pages(world):
    ids = {made(world, number=number).delegation_id for number in range(3)}
    first = delegations(world.store, TENANT, Wanted(limit=2))
    last = delegations(world.store, TENANT, Wanted(limit=2, cursor=first.next_cursor))
    assert {row["delegation_id"] for row in (*first.rows, *last.rows)} == ids
    assert last.next_cursor is None


def away(world: World, days: int = 1) -> None:
    announce(world.store, SAM, Away(starts_at=NOW, ends_at=NOW + days * DAY), now=world.now)


def test_an_absence_begins_and_ends_by_the_clock(world):
    away(world)
    found = absence(world.store, SAM)
    assert found is not None
    assert [found.holds(moment) for moment in (NOW - DAY, NOW, NOW + DAY)] == [False, True, False]


def test_an_absence_is_said_anew_and_taken_back(world):
    away(world)
    away(world, days=3)
    back = come_back(world.store, SAM, now=NOW + DAY)
    assert not back.holds(NOW + DAY)
    assert come_back(world.store, SAM, now=NOW + 2 * DAY) == back
    assert [type_ for type_, _ in control(world)] == ["absence.announced", "absence.announced", "absence.ended"]


def test_who_was_never_away_cannot_come_back(world):
    assert absence(world.store, SAM) is None
    assert refused(lambda: come_back(world.store, SAM, now=NOW)) == 404


def test_an_absence_lasts_90_days_at_most(world):
    away(world, days=90)
    assert refused(lambda: away(world, days=91)) == 422


def test_two_words_on_one_absence_at_once_are_one():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    store.meanwhile.append(lambda: away(world, days=2))
    assert refused(lambda: away(world)) == 409
    found = absence(world.store, SAM)
    assert found is not None
    assert found.ends_at == NOW + 2 * DAY
