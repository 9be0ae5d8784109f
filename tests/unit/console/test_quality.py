"""The page on how the asking goes."""

import pytest
from tests.builders import REF, make_action, make_voter

BENCH = make_action(12_000)


def asked(world):
    world.employ(make_voter())
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    return world.ask(REF, BENCH.digest)


def test_people_see_their_own_answers_and_nobody_elses(world, browser):
    """The page of the question is where it is opened."""
    request = asked(world)
    browser.sign_in("sam", "supervisor")
    world.wait(minutes=2)
    assert browser.get(f"/console/approvals/{request.approval_id}").status == 200
    world.wait(seconds=30)
    world.vote(request, make_voter())
    body = browser.get("/console/quality").body
    for seen in ("1, 100 % of them yes", "2 min, nine in ten 2 min", "30 s, nine in ten 30 s"):
        assert seen in body
    assert "By approver" not in body


def test_owners_see_all_by_approver_and_by_policy(world, browser):
    world.vote(asked(world), make_voter())
    browser.sign_in("olga", "operator")
    body = browser.get("/console/quality?days=1").body
    for seen in ("By approver", ">sam<", "By policy", "refund.over-100.supervisor", "You have answered nothing"):
        assert seen in body


@pytest.mark.parametrize("days", ["0", "32", "seven", "-1", "1e1", "\u0667", "99999"])
def test_a_time_that_is_none_is_refused_calmly(browser, days):
    browser.sign_in("olga", "operator")
    assert browser.get(f"/console/quality?days={days}").status == 400


def test_the_page_says_so_when_nobody_answered(browser):
    browser.sign_in("olga", "operator")
    assert "Nobody has answered anything" in browser.get("/console/quality?days=").body
