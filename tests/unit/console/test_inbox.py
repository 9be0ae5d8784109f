import re
from datetime import timedelta
from html import unescape

import pytest
from tests.builders import make_action, make_voter
from tests.world import World

from countersign.viewing.inbox import MOST_AT_ONCE


def case_id(number: int) -> str:
    return f"C-{number:016d}"


def ask(world: World, number: int, amount: int = 12_000, **changes):
    action = make_action(amount, case_id=case_id(number), **changes)
    ref = world.given(action)
    world.gate(ref, action.digest)
    return world.ask(ref, action.digest)


def cases(text: str) -> list[str]:
    return re.findall("C-[0-9]{16}", text)


def sections(body: str) -> tuple[str, str]:
    """What is for me, and what is for others."""
    mine, _, others = body.partition('<h2 id="others">')
    return mine, others


def test_mine_comes_first_by_deadline_and_others_for_information(world, browser):
    ask(world, 1, 250_000)
    ask(world, 2)
    world.now += timedelta(minutes=5)
    ask(world, 3)
    mine, others = sections(browser.sign_in("sam", "supervisor").body)
    assert cases(mine) == [case_id(2), case_id(3)]
    assert cases(others) == [case_id(1)]
    assert "2 for you" in mine


def test_who_is_asked_later_sees_it_coming(world, browser):
    ask(world, 1)
    mine, _ = sections(browser.sign_in("rosa", "risk").body)
    assert cases(mine) == [case_id(1)]
    assert "yours" in mine


def test_an_empty_inbox_says_so(browser):
    assert "Nothing waits for you." in browser.sign_in("sam", "supervisor").body


def test_another_tenants_inbox_is_empty(world, browser):
    """I13."""
    ask(world, 1)
    assert cases(browser.sign_in("sam", "supervisor", **{"custom:tenant": "other"}).body) == []


def test_a_page_left_open_is_told_by_script_when_something_comes(world, browser):
    ask(world, 1)
    body = browser.sign_in("sam", "supervisor").body
    [address] = re.findall('hx-get="(?:\\./)?([^"]*)"', body)
    assert browser.get(f"/{unescape(address)}").status == 204
    ask(world, 2)
    assert "something new" in browser.get(f"/{unescape(address)}").body


def together(browser):
    """The page of those that may be answered at once."""
    [address] = re.findall('href="(?:\\./)?(console/together[^"]*)"', browser.get("/console").body)
    return browser.get(f"/{unescape(address)}")


def chosen(page, *but):
    """Every box of the page ticked."""
    boxes = re.findall(r'name="(chosen\.[0-9a-f]{32})" value="([0-9a-f]{64})"', page.body)
    return {name: value for name, value in boxes if name.removeprefix("chosen.") not in but}


def test_those_alike_are_answered_at_once_each_by_its_digest_and_recorded_alone(world, browser):
    """I4."""
    requests = [ask(world, number) for number in range(1, 4)]
    browser.sign_in("sam", "supervisor")
    page = together(browser)
    boxes = chosen(page, requests[2].approval_id)
    assert all(page.body.count(request.action) >= 1 for request in requests)
    reply = browser.submit(page, "approvals/votes", answer="approve", **boxes)
    assert reply.body.count("Approved. The gate decides once more") == 2
    assert [world_state(world, request) for request in requests] == ["APPROVED", "APPROVED", "OPEN"]


def world_state(world, request):
    from countersign.record.approvals import named_approval

    return named_approval(world.store, request.tenant, request.approval_id).state


def test_one_that_is_refused_stops_no_other(world, browser):
    requests = [ask(world, number) for number in range(1, 3)]
    browser.sign_in("sam", "supervisor")
    page = together(browser)
    world.vote(requests[0], make_voter("sue"), "reject")
    reply = browser.submit(page, "approvals/votes", answer="approve", **chosen(page))
    assert "This approval is over: REJECTED" in reply.body
    assert "Approved. The gate decides once more" in reply.body


def test_another_digest_among_them_is_refused_alone(world, browser):
    """I4."""
    requests = [ask(world, number) for number in range(1, 3)]
    browser.sign_in("sam", "supervisor")
    page = together(browser)
    boxes = chosen(page) | {f"chosen.{requests[0].approval_id}": "0" * 64}
    reply = browser.submit(page, "approvals/votes", answer="approve", **boxes)
    assert [world_state(world, request) for request in requests] == ["OPEN", "APPROVED"]
    assert "about another action" in reply.body


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([12_000, 250_000], "asked for by the same policies"),
        ([12_000] * (MOST_AT_ONCE + 1), "from one to 10"),
        ([60_000, 60_000], "too much money"),
    ],
)
def test_what_is_not_alike_or_too_much_is_not_answered_at_once(world, browser, amounts, told):
    requests = [ask(world, number, amount) for number, amount in enumerate(amounts)]
    csrf = browser.sign_in("sam", "supervisor", "risk").form("sign-out").fields["csrf"]
    boxes = {f"chosen.{request.approval_id}": request.action for request in requests}
    reply = browser.post("/console/approvals/votes", {"csrf": csrf, "answer": "approve", **boxes})
    assert told in reply.body
    assert {world_state(world, request) for request in requests} == {"OPEN"}
    ids = ",".join(request.approval_id for request in requests)
    assert browser.get(f"/console/together?ids={ids}").status == 422


@pytest.mark.parametrize("ids", ["", "x", "a,b", "0" * 32])
def test_what_is_not_there_cannot_be_looked_at_together(browser, ids):
    browser.sign_in("sam", "supervisor")
    assert browser.get(f"/console/together?ids={ids}").status == 404
