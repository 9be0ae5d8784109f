import json
import re
from datetime import timedelta
from html import unescape

import pytest
from tests.builders import CASE_ID, TENANT, make_account, make_action, make_assessment, make_sheet, make_voter
from tests.world import World

from countersign.approving.absences import Away, announce
from countersign.approving.delegations import Delegate, delegate
from countersign.model.plan import Citation
from countersign.ports import Replace
from countersign.record import keys
from countersign.sdk.contract import Effect

BENCH = make_action(12_000)
PAVILION = make_action(250_000)
HOSTILE = "<script>alert(1)</script>\u202e\u200b\"'><img src=x onerror=alert(1)>{{7*7}}"


def asked(world: World, action=BENCH, **sheet):
    ref = world.given(action, sheet=make_sheet(**sheet))
    world.gate(ref, action.digest)
    return world.ask(ref, action.digest)


def asked_unseen(world: World, action, **sheet):
    """As if gate had let it pass: what a page shows must not rest on what gate refuses."""
    honest = make_action(12_000, case_id="C-BBBBBBBBBBBBBBBB")
    decision = world.gate(world.given(honest), honest.digest).model_copy(update={"case_id": CASE_ID, "action": action.digest})
    ref = world.given(action, sheet=make_sheet(**sheet))
    world.store.transact([Replace(keys.decision(TENANT, CASE_ID, action.digest), decision.to_json())])
    return world.ask(ref, action.digest)


def page_of(browser, request, name="sam", *groups, **claims):
    browser.hub.directory.put(make_account(make_voter(name, *groups)))
    return browser.sign_in(name, *(groups or ("supervisor",)), path=f"/console/approvals/{request.approval_id}", **claims)


def test_the_page_shows_exactly_what_would_be_done_and_why_one_is_asked(world, browser):
    """I4."""
    body = page_of(browser, asked(world)).body
    for shown in ("120.00 EUR", "CUST-0001", "ORD-1001", BENCH.undo or BENCH.no_undo_reason, BENCH.digest, "refund.over-100"):
        assert shown in unescape(body)
    assert re.search("<pre[^>]*>POST /refunds", body)


def test_the_evidence_has_its_source_and_age(world, browser):
    body = page_of(browser, asked(world)).body
    assert "Order ORD-1001" in body
    assert "10,000.00 EUR" in body
    assert "5 days ago" in body


def test_what_a_machine_wrote_is_marked_and_stands_below(world, browser):
    request = asked(world)
    world.store.transact([Replace(keys.assessment(TENANT, CASE_ID), make_assessment(summary="The slat is broken.").to_json())])
    body = page_of(browser, request).body
    assert body.index("Written by a machine") > body.index("Approve exactly this") > body.index("Exactly this would be done")
    assert body.index("The slat is broken.") > body.index("Written by a machine")


def test_both_answers_are_forms_bound_to_the_digest_and_the_session(world, browser):
    """I4."""
    page = page_of(browser, asked(world))
    form = page.form("/votes")
    assert (form.method, form.fields["action"], form.fields["answer"]) == ("post", BENCH.digest, "approve")
    assert re.fullmatch("[0-9a-f]{32}", form.fields["csrf"])


def test_an_approval_by_form_is_the_persons_own_vote(world, browser):
    request = asked(world)
    reply = browser.submit(page_of(browser, request), "/votes", reason="The photo shows it.")
    assert (reply.status, reply.address.rpartition("/")[2]) == (200, request.approval_id)
    assert "Approved. The gate decides once more" in reply.body
    [answer] = world.store.query(
        keys.approval(TENANT, request.approval_id).table, keys.approval_partition(TENANT, request.approval_id), "VOTE#"
    )
    assert (answer["grant"]["voter_name"], answer["grant"]["via"], answer["words"]) == ("sam", "console", "The photo shows it.")


def test_what_was_said_is_said_once(world, browser):
    reply = browser.submit(page_of(browser, asked(world)), "/votes")
    assert "Approved. The gate decides once more" not in browser.get(reply.address.removeprefix("https://hub.example/v1")).body


def test_a_no_by_form_is_final(world, browser):
    request = asked(world)
    page = page_of(browser, request)
    reply = browser.submit(page, "/votes", answer="reject", reason="The order was never paid.")
    assert "Denied. It is not done" in reply.body
    assert "data-approve" not in reply.body


def test_a_no_without_a_reason_is_asked_for_one(world, browser):
    request = asked(world)
    reply = browser.submit(page_of(browser, request), "/votes", answer="reject", reason=" ")
    assert "A no needs a reason." in reply.body
    assert "Approve exactly this" in reply.body


def test_two_people_are_told_who_has_answered_and_who_is_still_needed(world, browser):
    request = asked(world, PAVILION)
    reply = browser.submit(page_of(browser, request, "ria", "risk"), "/votes")
    assert "Your answer is recorded. Still needed: 1 person with the role risk." in reply.body
    assert "You have answered. Thank you." in reply.body


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"action": "0" * 64}, "about another action"),
        ({"reason": "x" * 501}, "longer than 500"),
    ],
)
def test_an_answer_that_does_not_count_is_told_calmly(world, browser, change, told):
    """I4."""
    reply = browser.submit(page_of(browser, asked(world)), "/votes", **change)
    assert reply.status == 200
    assert told in reply.body
    assert browser.failures == []


@pytest.mark.parametrize("change", [{"action": "x"}, {"answer": "maybe"}, {"action": ""}])
def test_a_form_that_does_not_fit_is_refused(world, browser, change):
    reply = browser.submit(page_of(browser, asked(world)), "/votes", **change)
    assert (reply.status, browser.failures) == (400, [])


def test_a_vote_after_the_decision_shows_how_it_was_decided(world, browser):
    request = asked(world)
    page = page_of(browser, request)
    world.vote(request, make_voter("sue"), "reject")
    reply = browser.submit(page, "/votes")
    assert "This approval is over: REJECTED" in reply.body
    assert "Approve exactly this" not in reply.body


def test_who_is_not_asked_sees_it_and_gets_no_form(world, browser):
    body = page_of(browser, asked(world), "lea", "agent_lead").body
    assert "120.00 EUR" in body
    assert "data-approve" not in body


def test_who_asked_for_it_gets_no_form(world, browser):
    """I5."""
    action = make_action(12_000, requester="sam@larkfield.example")
    body = page_of(browser, asked(world, action)).body
    assert "Another person has to answer" in body
    assert "data-approve" not in body


def test_who_stands_in_is_told_for_whom(world, browser):
    request, span = asked(world), {"starts_at": world.now, "ends_at": world.now + timedelta(days=1)}
    world.employ(make_voter("sam"), make_voter("dora", "agents"))
    announce(world.store, make_voter("sam"), Away(**span), now=world.now)
    lent = Delegate(delegate="dora", roles=("supervisor",), reason="Leave", **span)
    delegate(world.store, world.directory, make_voter("sam"), lent, new_id="d" * 32, now=world.now)
    page = page_of(browser, request, "dora", "agents")
    assert "You would answer for <strong>sam</strong>" in page.body
    assert "Approved. The gate decides once more" in browser.submit(page, "/votes").body


def test_a_yes_that_takes_a_newer_sign_in_leads_to_one(world, browser):
    request = asked(world, PAVILION)
    browser.hub.provider.twist = {"auth_time": int(world.now.timestamp()) - 9 * 3600}
    page = page_of(browser, request, "ria", "risk")
    assert f'console/sign-in?again=1&amp;next=console/approvals/{request.approval_id}"' in page.body
    assert "Approve exactly this" not in page.body
    assert page.form("/votes").fields["answer"] == "reject"


def test_a_yes_that_came_too_late_after_signing_in_says_so(world, browser):
    request = asked(world, PAVILION)
    browser.hub.provider.twist = {"auth_time": int(world.now.timestamp()) - 8 * 3600}
    page = page_of(browser, request, "ria", "risk")
    world.now += timedelta(minutes=1)
    assert "newer" in browser.submit(page, "/votes").body


def test_another_tenants_approval_is_not_there(world, browser):
    """I13."""
    request = asked(world)
    reply = browser.sign_in("sam", "supervisor", path=f"/console/approvals/{request.approval_id}", **{"custom:tenant": "other"})
    absent = browser.get(f"/console/approvals/{'0' * 32}")
    assert (reply.status, absent.status) == (404, 404)
    assert reply.body == absent.body


def test_an_altered_action_is_not_shown_as_if_it_could_be_approved(world, browser):
    """I4."""
    request = asked(world)
    world.alter(keys.action(TENANT, CASE_ID, BENCH.digest), recipient="CUST-0666")
    page = page_of(browser, request)
    assert (page.status, "CUST-0666" in page.body) == (409, False)


def hostile(**changes):
    """Everything that comes from outside, hostile."""
    arguments = {"order_id": "ORD-1001", "text": HOSTILE, HOSTILE: HOSTILE, "amount_minor": 12_000, "currency": "EUR"}
    texts = {"title": HOSTILE, "recipient": HOSTILE, "requester": HOSTILE, "no_undo_reason": HOSTILE, "customer_id": HOSTILE}
    citation = Citation(article_id="ART-1", version=1, title=HOSTILE)
    return make_action(12_000, arguments=arguments, effect=Effect.MONEY, citations=(citation,), **texts, **changes)


def test_hostile_text_is_inert_and_shows_what_it_hides(world, browser):
    """I11: nothing that a customer, a vendor or a model wrote is markup, a template or invisible."""
    request = asked_unseen(world, hostile(), gaps=(HOSTILE,), quality_findings=(HOSTILE,))
    world.store.transact([Replace(keys.assessment(TENANT, CASE_ID), make_assessment(summary=HOSTILE).to_json())])
    for page in (page_of(browser, request), browser.get("/console"), browser.get(f"/console/together?ids={request.approval_id}")):
        assert page.status == 200
        assert "<script>" not in page.body
        assert "<img src=x" not in page.body
        assert "\u202e" not in page.body
        assert "\u200b" not in page.body
        assert "{{7*7}}" in page.body
        assert r"\u{202e}\u{200b}" in page.body


def test_what_hides_is_said(world, browser):
    action = make_action(12_000, recipient="CUST-0001\u200b", arguments=BENCH.arguments | {"note": "p\u0430ypal " * 600})
    body = unescape(page_of(browser, asked_unseen(world, action)).body)
    assert "recipient holds characters that nobody would see" in body
    assert "mixes letters that look alike, of Cyrillic and Latin" in body
    assert "note has 4,200 characters" in body


def test_a_page_left_open_is_told_by_script_when_somebody_answers(world, browser):
    request = asked(world, PAVILION)
    page = page_of(browser, request, "ria", "risk")
    [address] = re.findall('hx-get="(?:\\.\\./)*([^"]*)"', page.body)
    assert browser.get(f"/{unescape(address)}", hx_request="true").status == 204
    world.vote(request, make_voter("rob", "risk"))
    assert "has changed since you opened it" in browser.get(f"/{unescape(address)}").body


def test_no_task_token_and_no_session_is_in_a_page(world, browser):
    """I12."""
    request = asked(world)
    page = page_of(browser, request)
    seen = page.body + json.dumps(page.headers)
    assert request.sealed_token not in seen
    assert browser.cookies["__Host-countersign"] not in seen
