"""Answering by a link in a mail: looking changes nothing, pressing counts once, and every link that is over looks alike."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from tests.builders import REF, TENANT, make_account, make_action, make_voter
from tests.unit.console.browser import HOME, Browser
from tests.unit.steps.questions import state

from countersign.approving.absences import Away, announce
from countersign.approving.delegations import Delegate, delegate, revoke
from countersign.ports import Table
from countersign.record import keys, links

BENCH = make_action(12_000)
PAVILION = make_action(250_000)
SECRET = "s" * 43
PATH = f"/links/{TENANT}/{SECRET}"


@pytest.fixture
def sent(world) -> SimpleNamespace:
    """`sam`, a supervisor, was sent a link about the bench."""
    sam = make_account(make_voter())
    world.directory.put(sam)
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    links.issue(world.store, request, sam, SECRET)
    return SimpleNamespace(world=world, request=request, sam=sam)


def press(browser: Browser, answer: str = "approve", path: str = PATH, **changes: str):
    return browser.post(path, {"action": BENCH.digest, "answer": answer, "reason": "seen", **changes}, sec_fetch_site="none")


def is_over(reply) -> bool:
    return reply.status == 410 and "This link does not work" in reply.body


def everything(world) -> list:
    """Every row of every table, as it lies there."""
    return sorted((*vars(key).values(), str(row)) for key, row in world.store.rows._rows.items())


@pytest.mark.usefixtures("sent")
def test_the_page_shows_exactly_the_action_and_says_what_pressing_means(browser):
    """I4."""
    page = browser.get(PATH)
    assert page.status == 200
    for shown in ("120.00 EUR", BENCH.digest, "POST /refunds", "Answer as sam", "the record says that it was by link", "Do not pass it on"):
        assert shown in unescape(page.body)


def test_looking_changes_nothing_however_often(sent, browser):
    """Mail scanners follow links, with whatever headers and methods."""
    before = everything(sent.world)
    for method in ("GET", "HEAD", "GET", "OPTIONS"):
        browser.once(method, f"{HOME}{PATH}", headers={"purpose": "prefetch", "sec-purpose": "prefetch", "user-agent": "scanner"})
    assert everything(sent.world) == before
    assert browser.get(PATH).status == 200


@pytest.mark.usefixtures("sent")
def test_nothing_on_the_page_leads_the_secret_elsewhere(browser):
    page = browser.get(PATH)
    assert page.headers["Referrer-Policy"] == ["no-referrer"]
    assert page.headers["Cache-Control"] == ["no-store"]
    assert page.headers["X-Robots-Tag"] == ["noindex, nofollow"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"][0]
    assert SECRET not in page.body
    assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', page.body)


def test_a_press_counts_as_the_answer_of_whom_it_was_sent_to(sent, browser):
    reply = press(browser)
    assert (reply.status, state(sent.world, sent.request)) == (200, "APPROVED")
    grant = sent.world.row(keys.vote(TENANT, sent.request.approval_id, sent.sam.subject))["grant"]
    assert (grant["voter_name"], grant["via"], grant["methods"], grant["groups"]) == ("sam", "link", ["link"], ["supervisor"])
    assert "Approved." in reply.body


def test_a_no_by_link_takes_a_reason(sent, browser):
    assert press(browser, "reject", reason=" ").status == 422
    assert state(sent.world, sent.request) == "OPEN"
    assert press(browser, "reject").status == 200
    assert state(sent.world, sent.request) == "REJECTED"


def test_the_same_press_twice_is_told_the_same_and_counts_once(sent, browser):
    first, second = press(browser), press(browser)
    assert (first.status, first.body) == (second.status, second.body)
    answers = sent.world.store.query(Table.STATE, keys.approval_partition(TENANT, sent.request.approval_id), "VOTE#")
    assert len(answers) == 1


def test_a_used_link_shows_nothing_and_takes_no_other_answer(sent, browser):
    press(browser)
    assert is_over(browser.get(PATH))
    assert is_over(press(browser, "reject"))
    assert state(sent.world, sent.request) == "APPROVED"


def answered_otherwise(sent):
    sent.world.vote(sent.request, make_voter())


def decided_by_another(sent):
    sent.world.vote(sent.request, make_voter("sue", "supervisor"))


def expired(sent):
    sent.world.now = sent.request.expires_at


def left(sent):
    sent.world.directory.put(sent.sam.model_copy(update={"enabled": False}))


def moved(sent):
    sent.world.directory.put(sent.sam.model_copy(update={"groups": ("agent_lead",)}))


def another_of_that_name(sent):
    sent.world.directory.remove(sent.sam.subject)
    sent.world.directory.put(sent.sam.model_copy(update={"subject": "sub-another"}))


def moved_to_another_tenant(sent):
    sent.world.directory.put(sent.sam.model_copy(update={"tenant": "other"}))


def altered(sent):
    sent.world.alter(keys.action(TENANT, REF.case_id, BENCH.digest), title="Pay everything back")


OVER = (answered_otherwise, decided_by_another, expired, left, moved, another_of_that_name, moved_to_another_tenant, altered)


@pytest.mark.parametrize("happened", OVER, ids=lambda happened: happened.__name__)
def test_a_link_dies_with_its_question_and_with_its_persons_right(sent, browser, happened):
    """I5, I6."""
    happened(sent)
    before = everything(sent.world)
    assert is_over(browser.get(PATH))
    assert is_over(press(browser, "reject" if happened is answered_otherwise else "approve"))
    assert everything(sent.world) == before


FORGED = (
    f"/links/{TENANT}/{'t' * 43}",
    f"/links/other/{SECRET}",
    f"/links/{TENANT}/{SECRET[:-1]}",
    f"/links/{TENANT}/{SECRET}s",
    f"/links/{TENANT}%7Clink/{SECRET}",
    f"/links/{TENANT}/LINK",
)


@pytest.mark.parametrize("path", FORGED)
def test_every_link_that_is_none_looks_like_one_that_is_over(sent, browser, path):
    """I13."""
    bodies = {browser.get(path).body, press(browser, path=path).body}
    sent.world.now = sent.request.expires_at
    bodies.add(browser.get(PATH).body)
    assert len(bodies) == 1
    assert is_over(browser.get(path))
    assert state(sent.world, sent.request) == "OPEN"


def test_another_digest_than_the_one_shown_is_no_answer(sent, browser):
    """I4."""
    assert is_over(press(browser, action=PAVILION.digest))
    assert press(browser, action="nonsense").status == 400
    assert state(sent.world, sent.request) == "OPEN"


def test_a_delegates_link_dies_when_the_delegation_is_taken_back(sent, browser):
    world, week = sent.world, {"starts_at": sent.world.now, "ends_at": sent.request.expires_at}
    lea = make_account(make_voter("lea", "agent_lead"))
    world.directory.put(lea)
    announce(world.store, make_voter(), Away(**week), now=world.now)
    lent = Delegate(delegate="lea", roles=("supervisor",), reason="away", **week)
    made = delegate(world.store, world.directory, make_voter(), lent, new_id="d" * 32, now=world.now)
    links.issue(world.store, sent.request, lea, "l" * 43)
    assert "Answer as lea" in browser.get(f"/links/{TENANT}/{'l' * 43}").body
    revoke(world.store, make_voter(), made.delegation_id, now=world.now)
    assert is_over(browser.get(f"/links/{TENANT}/{'l' * 43}"))
    assert is_over(press(browser, path=f"/links/{TENANT}/{'l' * 43}"))


def test_above_the_risk_tier_a_link_only_leads_to_the_sign_in(world, browser):
    """Such a link is not sent; one that exists for another reason is not enough either."""
    ria = make_account(make_voter("ria", "risk"))
    world.directory.put(ria)
    world.given(PAVILION)
    world.gate(REF, PAVILION.digest)
    request = world.ask(REF, PAVILION.digest)
    links.issue(world.store, request, ria, SECRET)
    page = browser.get(PATH)
    assert "Sign in and answer" in page.body
    assert 'method="post"' not in page.body
    assert press(browser, action=PAVILION.digest).status == 403
    assert state(world, request) == "OPEN"


def test_hostile_text_is_inert_here_too(world, browser):
    hostile = "<script>alert(1)</script>\u202e"
    canary = BENCH.model_copy(update={"arguments": BENCH.arguments | {"reason": hostile}})
    sam = make_account(make_voter())
    world.directory.put(sam)
    world.given(canary)
    world.gate(REF, canary.digest)
    links.issue(world.store, world.ask(REF, canary.digest), sam, SECRET)
    body = browser.get(PATH).body
    assert "<script>alert" not in body
    assert "\u202e" not in body


def test_the_table_holds_no_secret(sent):
    """Whoever reads it can follow no link."""
    assert SECRET not in str(everything(sent.world))
    (partition,) = {partition for _, partition, _, _ in everything(sent.world) if "|link|" in partition}
    assert re.fullmatch(rf"{TENANT}\|link\|[0-9a-f]{{64}}", partition)
