from datetime import timedelta

import pytest
from tests.builders import make_voter

from countersign.record import audit


@pytest.fixture
def rosa(world, browser):
    world.employ(make_voter("rosa", "risk"), make_voter("rui", "risk"), make_voter("sam"))
    browser.sign_in("rosa", "risk")
    return browser


def until(world, **ahead) -> str:
    return f"{world.now + timedelta(**ahead or {'days': 2}):%Y-%m-%dT%H:%M}"


def hand_on(world, browser, **changes):
    fields = {"colleague": "rui", "role.risk": "on", "until": until(world), "reason": "On <b>leave</b>"}
    return browser.submit(browser.get("/console/standing-in"), "/delegate", **fields | changes)


def test_a_colleague_stands_in_within_limits(world, rosa):
    page = hand_on(world, rosa, actions="refund.issue, refund.reverse", amount="2500.00", currency="eur")
    for told in ("rui stands in for you.", "refund.issue, refund.reverse, up to 2,500.00 EUR", "On &lt;b&gt;leave&lt;/b&gt;"):
        assert told in page.body
    assert world.record(audit.CONTROL)[-1].body["up_to"] == {"amount_minor": 250_000, "currency": "EUR"}


def test_it_is_ended_by_either_or_an_operator_and_by_nobody_else(world, rosa):
    hand_on(world, rosa)
    rosa.cookies.clear()
    rosa.sign_in("sam", "supervisor")
    assert "/revoke" not in rosa.get("/console/standing-in").body
    rosa.cookies.clear()
    rosa.sign_in("rui", "risk")
    assert "rui no longer stands in for rosa." in rosa.submit(rosa.get("/console/standing-in"), "/revoke").body
    assert [event.type for event in world.record(audit.CONTROL)] == ["delegation.made", "delegation.revoked"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"colleague": "nobody"}, "Nobody of that name works here."),
        ({"colleague": "rosa"}, "Nobody stands in for themselves."),
        ({"role.risk": "", "role.compliance": "on"}, "these are not yours: compliance"),
        ({"reason": " "}, "Say why somebody stands in for you."),
        ({"until": "tomorrow"}, "Say until when"),
        ({"until": "2026-11-01T10:00"}, "It has to end after it begins"),
        ({"amount": "1,50", "currency": "EUR"}, "The limit is an amount and its currency"),
        ({"amount": "1.505", "currency": "EUR"}, "The limit is an amount and its currency"),
        ({"amount": "100"}, "The limit is an amount and its currency"),
    ],
)
def test_what_does_not_fit_is_told_beside_the_list(world, rosa, changes, told):
    assert told in hand_on(world, rosa, **changes).body
    assert world.record(audit.CONTROL) == []


def test_away_and_back(world, rosa):
    away = rosa.submit(rosa.get("/console/standing-in"), "/away", until=until(world, hours=8))
    assert "Those who stand in for you are asked at once." in away.body
    assert "You are back." in rosa.submit(away, "/back").body
    assert [event.type for event in world.record(audit.CONTROL)] == ["absence.announced", "absence.ended"]


def test_whoever_is_in_no_group_has_nothing_to_hand_on(browser):
    browser.sign_in("agent")
    assert "there is nothing to hand on" in browser.get("/console/standing-in").body
