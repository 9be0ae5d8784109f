from datetime import timedelta

import pytest
from tests.builders import NOW, TENANT
from tests.unit.console.browser import HOME, IDS
from tests.unit.console.fake_issuer import claims_for

from countersign.adapters.in_memory import InMemoryStore
from countersign.console import session as sessions


@pytest.fixture
def store() -> InMemoryStore:
    return InMemoryStore()


CLAIMS = claims_for("sam", "supervisor") | {"auth_time": "1795002900"}


def begun(store):
    return sessions.begin(store, CLAIMS, new_id=lambda: f"{next(IDS):032x}", now=NOW)


def test_a_session_is_who_signed_in(store):
    person = sessions.resume(store, begun(store), NOW).person
    assert (person.tenant, person.subject, person.groups, person.via) == (TENANT, "sub-sam", ("supervisor",), "console")


def test_a_session_ends_when_it_is_not_used(store):
    token = begun(store)
    assert sessions.resume(store, token, NOW + timedelta(minutes=29, seconds=59))
    assert sessions.resume(store, token, NOW + timedelta(minutes=30)) is None


def test_a_session_in_use_goes_on_but_not_longer_than_a_working_day(store):
    token, now = begun(store), NOW
    while session := sessions.resume(store, token, now):
        sessions.touch(store, token, session, now)
        now += timedelta(minutes=20)
    assert now - NOW == timedelta(hours=8)


def test_a_session_that_was_ended_is_not_taken_up_by_a_page_still_loading(store):
    token = begun(store)
    session = sessions.resume(store, token, NOW)
    sessions.end(store, token)
    sessions.touch(store, token, session, NOW + timedelta(minutes=5))
    assert sessions.resume(store, token, NOW + timedelta(minutes=5)) is None


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "0", lambda t: t.replace("main", "other"), lambda t: t.upper(), lambda _: ""]
)
def test_another_token_is_nobodys(store, change):
    """I13: nor is it looked for in another tenant's rows."""
    assert sessions.resume(store, change(begun(store)), NOW) is None


def test_who_reads_the_table_can_sign_in_as_nobody(store):
    token = begun(store)
    keys = [str(key) for key, _ in store._rows.items()]
    assert not any(token.partition(".")[2] in key for key in keys)


def test_the_sweep_takes_away_what_is_over(world):
    """No row expires by itself."""
    token = begun(world.store)
    world.now += timedelta(hours=8)
    assert world.sweep().sessions_over == 1
    assert sessions.resume(world.store, token, NOW) is None


def test_looking_by_script_does_not_keep_a_session_alive(browser, world):
    browser.sign_in("sam")
    for _ in range(4):
        world.now += timedelta(minutes=10)
        reply = browser.once("GET", f"{HOME}/console", headers={"HX-Request": "true"})
    assert (reply.status, reply.headers["HX-Refresh"]) == (401, ["true"])


def test_clicking_does(browser, world):
    browser.sign_in("sam")
    for _ in range(4):
        world.now += timedelta(minutes=10)
        assert browser.get("/console").status == 200
