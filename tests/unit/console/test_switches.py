import pytest

from countersign.record import audit

THROW = {"kind": "action", "name": "refund.issue", "reason": "Refunds look <b>wrong</b>"}


@pytest.fixture
def olga(browser):
    browser.sign_in("olga", "operator")
    return browser


def throw(browser, **changes):
    return browser.submit(browser.get("/console/switches"), "/switches/throw", **THROW | changes)


def test_one_operator_throws(world, olga):
    """I7."""
    thrown = throw(olga)
    assert "Thrown: action refund.issue." in thrown.body
    assert "Refunds look &lt;b&gt;wrong&lt;/b&gt;" in thrown.body
    assert [event.type for event in world.record(audit.CONTROL)] == ["switch.changed"]


def test_two_operators_loosen_and_each_sees_who_asked(olga):
    asked = olga.submit(throw(olga), "/loosen")
    assert "You have asked to loosen it." in asked.body
    assert "/loosen" not in asked.body
    olga.cookies.clear()
    olga.sign_in("otto", "operator")
    page = olga.get("/console/switches")
    assert "olga has asked to loosen it." in page.body
    assert "Loosened: action refund.issue goes on." in olga.submit(page, "/loosen").body


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": " "}, "Throwing a switch needs a reason."),
        ({"kind": "planet"}, "A switch is one of"),
        ({"name": "Refund Issue"}, "A name consists of"),
        ({"kind": "tenant", "name": "other"}, "There is no such tenant."),
    ],
    ids=["reason", "kind", "name", "tenant"],
)
def test_what_cannot_be_thrown_is_told_beside_the_list(world, olga, changes, told):
    assert told in throw(olga, **changes).body
    assert world.record(audit.CONTROL) == []


def test_others_look_only(world, browser):
    browser.sign_in("sam", "supervisor")
    page = browser.get("/console/switches")
    assert "Operators throw and loosen switches." in page.body
    csrf = page.form("/sign-out").fields
    assert browser.post("/console/switches/throw", csrf | THROW).status == 403
    assert browser.post("/console/switches/action/refund.issue/loosen", csrf).status == 403
    assert world.record(audit.CONTROL) == []


def test_another_tenants_switches_are_not_there(world, browser):
    """I13."""
    world.throw("action", "refund.issue")
    browser.sign_in("olga", "operator", **{"custom:tenant": "other"})
    assert "No switch was ever thrown" in browser.get("/console/switches").body
