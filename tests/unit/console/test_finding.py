"""Search, policies and health."""

from pathlib import Path

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action

from countersign.model.notification import Notification, NotificationState
from countersign.policy.backtest import backtest
from countersign.policy.shadow import Candidate
from countersign.policy.summarising import summary_of_folder
from countersign.record.bundles import in_force, published
from countersign.record.notifications import claim, keep, owe

POLICIES = Path(__file__).parents[3] / "policies"
REFUND, BENCH = make_action(2_000), make_action(12_000)


@pytest.fixture
def sam(browser):
    browser.sign_in("sam", "supervisor")
    return browser


def test_a_case_is_found_by_what_one_has_in_hand(world, sam):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    request = world.ask(REF, BENCH.digest)
    for name in (CASE_ID, BENCH.digest, request.approval_id):
        assert f"console/cases/{CASE_ID}" in sam.get(f"/console/search?q={name}").body
    assert "Nothing was found." in sam.get("/console/search?q=TICK-9999").body


def test_decisions_of_a_day_are_found_by_verdict(world, sam):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    body = sam.get("/console/search?day=2026-11-18&verdict=REQUIRE_APPROVAL&state=&policy=").body
    assert "refund.over-100.supervisor" in body
    assert CASE_ID in body


@pytest.mark.parametrize("query", ["q=what+is+it", "day=today", "day=2026-11-18&state=NONSENSE", "q=TICK-1&state=STUCK"])
def test_a_question_that_cannot_be_answered_is_refused_calmly(sam, query):
    reply = sam.get(f"/console/search?{query}")
    assert (reply.status, "Go to the inbox" in reply.body) == (400, True)


def test_the_page_asks_before_it_finds(sam):
    assert "Nothing was found" not in sam.get("/console/search").body


def test_what_is_in_force_is_shown_policy_by_policy(world, sam):
    summary = summary_of_folder(POLICIES)
    world.store.transact(
        [*in_force(TENANT, summary.digest, summary, world.now), published(TENANT, backtest(world.bundle, world.bundle, [], {}), world.now)]
    )
    body = sam.get("/console/policies").body
    for seen in (summary.digest, "finance-risk", "needs 2 × risk", "stops everything", "0 of 0 recorded decisions", "never by the hub"):
        assert seen in body


def test_without_a_summary_the_page_says_how_to_tell_it(sam):
    assert "countersign policy pointer" in sam.get("/console/policies").body


def test_what_the_bundle_on_trial_says_otherwise_is_listed(world, sam):
    world.candidate = Candidate("e" * 64, error="it cannot be <b>read</b>")
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    body = sam.get("/console/policies/differences").body
    assert "it cannot be &lt;b&gt;read&lt;/b&gt;" in body
    assert CASE_ID in body


def test_health_says_in_words_whether_to_look(world, sam):
    world.throw("action", "refund.issue")
    body = sam.get("/console/health").body
    assert "1 switch is thrown" in body
    assert '<span class="tag warn">attention</span>' in body
    assert 'href="../console/switches"' in body


def test_health_shows_the_load_of_the_ladder_and_what_is_due(world, sam):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    world.ask(REF, BENCH.digest)
    ref = world.receive()
    world.wait(minutes=5)
    body = sam.get("/console/health").body
    assert '<rect width="100.0" height="6"' in body
    assert f"console/cases/{ref.case_id}" in body


@pytest.mark.parametrize("path", ["health", "policies", "policies/differences", "search?q=CUST-0001", "exceptions", "switches", "cases"])
def test_another_tenant_sees_nothing_of_this_one(world, browser, path):
    """I13."""
    ref = world.receive()
    world.escalate(ref, None, "Lambda.Unknown")
    world.throw("action", "refund.issue")
    world.wait(hours=1)
    body = browser.sign_in("sam", "supervisor", path=f"/console/{path}", **{"custom:tenant": "other"}).body
    assert ref.case_id not in body
    assert "refund.issue" not in body.replace('placeholder="refund.issue"', "")


def test_health_lists_what_did_not_arrive(world, sam):
    world.given(BENCH)
    world.gate(REF, BENCH.digest)
    world.ask(REF, BENCH.digest)
    asked = world.record(CASE_ID)[-1]
    (owed,) = owe(world.store, [Notification.owed(asked, "notify_slack", None)])
    tried = claim(world.store, owed, world.now)
    keep(world.store, tried.model_copy(update={"state": NotificationState.DEAD, "error": "http_404"}), now=world.now)
    body = sam.get("/console/health").body
    assert "everybody there" in body
    assert "http_404, 1 tried, given up" in body
