from datetime import timedelta

import pytest
from tests.builders import NOW, TENANT, make_voter
from tests.fakes import WatchedStore

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import RequestRefusedError
from countersign.record import audit
from countersign.viewing.switching import loosen, switches, throw

OLGA, OMAR = make_voter("olga", "operator"), make_voter("omar", "operator")
WHAT = ("action", "refund.issue")


@pytest.fixture
def store() -> WatchedStore:
    return WatchedStore(InMemoryStore())


def after(minutes: int):
    return NOW + timedelta(minutes=minutes)


def refusal(act) -> int:
    with pytest.raises(RequestRefusedError) as refused:
        act()
    return refused.value.status


def is_thrown(store) -> bool:
    (switch,) = switches(store, TENANT).rows
    return switch["thrown"]


def test_one_person_throws_a_switch(store):
    """I7."""
    throw(store, OLGA, *WHAT, "odd refunds", now=NOW)
    assert is_thrown(store)


def test_two_people_loosen_it(store):
    throw(store, OLGA, *WHAT, "odd refunds", now=NOW)
    assert loosen(store, OLGA, *WHAT, now=after(1)).thrown
    assert refusal(lambda: loosen(store, OLGA, *WHAT, now=after(2))) == 409
    assert is_thrown(store)
    assert not loosen(store, OMAR, *WHAT, now=after(3)).thrown
    assert not is_thrown(store)


def test_throwing_again_takes_the_first_consent_back(store):
    throw(store, OLGA, *WHAT, "odd refunds", now=NOW)
    loosen(store, OLGA, *WHAT, now=after(1))
    throw(store, OLGA, *WHAT, "still odd", now=after(2))
    assert loosen(store, OMAR, *WHAT, now=after(3)).thrown


def test_a_switch_thrown_again_meanwhile_is_not_loosened(store):
    """I7: the second person agreed to loosen another throw than this one."""
    throw(store, OLGA, *WHAT, "odd refunds", now=NOW)
    loosen(store, OLGA, *WHAT, now=after(1))
    store.meanwhile.append(lambda: throw(store, OLGA, *WHAT, "they are back", now=after(2)))
    assert refusal(lambda: loosen(store, OMAR, *WHAT, now=after(3))) == 409
    assert is_thrown(store)


@pytest.mark.parametrize(
    ("kind", "name", "reason", "status"),
    [("planet", "earth", "x", 400), ("tenant", "other", "x", 404), ("action", "refund.issue", " ", 422)],
)
def test_what_cannot_be_thrown(store, kind, name, reason, status):
    """I13: a tenant's switch is its own."""
    assert refusal(lambda: throw(store, OLGA, kind, name, reason, now=NOW)) == status
    assert switches(store, TENANT).rows == []


def test_what_is_not_thrown_cannot_be_loosened(store):
    assert refusal(lambda: loosen(store, OLGA, *WHAT, now=NOW)) == 404


def test_every_change_is_on_a_record_of_its_own(store):
    """I10: without the reason, which is a person's text."""
    throw(store, OLGA, *WHAT, "Mrs Quist called", now=NOW)
    loosen(store, OLGA, *WHAT, now=after(1))
    chain = audit.events(store, TENANT, audit.CONTROL)
    assert [(event.actor, event.body["thrown"], event.body["loosen_asked"]) for event in chain] == [
        (OLGA.subject, True, False),
        (OLGA.subject, True, True),
    ]
    assert "Quist" not in str(chain)
