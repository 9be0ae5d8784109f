"""Wanting it otherwise: another action before, an undo afterwards."""

import pytest
from tests.builders import REF, TENANT, make_account, make_action, make_sheet, make_voter

from countersign.console.edit_fields import changes, edit_fields
from countersign.errors import RequestRefusedError
from countersign.record import keys

BENCH, REFUND = make_action(12_000), make_action(2_000)


@pytest.fixture
def asked(world):
    ref = world.given(BENCH, sheet=make_sheet())
    world.gate(ref, BENCH.digest)
    return world.ask(ref, BENCH.digest)


def page_of(browser, request, name="sam", group="supervisor"):
    browser.hub.directory.put(make_account(make_voter(name, group)))
    return browser.sign_in(name, group, path=f"/console/approvals/{request.approval_id}")


def test_an_approver_proposes_another_amount_and_the_approval_is_withdrawn(world, browser, asked):
    """I4: no vote for the one counts for the other."""
    page = page_of(browser, asked)
    assert 'name="set.amount_minor" value="120.00"' in page.body
    reply = browser.submit(page, "/edits", reason="One slat only", **{"set.amount_minor": "110"})
    assert "Taken. This approval is withdrawn" in reply.body
    assert world.row(keys.approval(TENANT, asked.approval_id))["state"] == "VOID"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Nothing differs from what is asked about."),
        ({"set.amount_minor": "120.005"}, "does not fit: amount in EUR"),
        ({"set.amount_minor": "a lot"}, "does not fit: amount in EUR"),
        ({"set.amount_minor": "0"}, "does not fit"),
        ({"set.amount_minor": "110", "reason": " "}, "Say why it should be otherwise."),
    ],
)
def test_what_does_not_fit_changes_nothing(world, browser, asked, fields, told):
    reply = browser.submit(page_of(browser, asked), "/edits", **{"reason": "x", **fields})
    assert told in reply.body
    assert world.row(keys.approval(TENANT, asked.approval_id))["state"] == "OPEN"


def test_whoever_may_not_answer_is_offered_no_edit(browser, asked):
    body = page_of(browser, asked, "ria", "risk").body
    assert "/edits" not in body


def test_a_team_lead_may_edit_and_not_answer(browser, asked):
    body = page_of(browser, asked, "lena", "agent_lead").body
    assert "/edits" in body
    assert "/votes" not in body


def test_fields_follow_the_schemas():
    schemas = {
        "queue": {"type": "string", "enum": ["care", "sales"]},
        "times": {"type": "integer"},
        "summary": {"type": "string", "maxLength": 60},
        "text": {"type": "string"},
        "tags": {"type": "array"},
    }
    action = BENCH.model_copy(
        update={"editable": schemas, "arguments": {"queue": "care", "times": 1, "summary": "a", "text": "b\nc", "tags": []}}
    )
    assert [(field.name, field.kind) for field in edit_fields(action)] == [
        ("queue", "choice"),
        ("times", "number"),
        ("summary", "line"),
        ("text", "text"),
    ]
    assert changes(action, {"set.times": "2", "set.text": "b\r\nc", "set.queue": "care", "set.order_id": "ORD-9"}) == {"times": 2}
    with pytest.raises(RequestRefusedError, match="does not fit: times"):
        changes(action, {"set.times": "two"})


@pytest.fixture
def done(world):
    world.given(REFUND)
    world.settle(REF, REFUND.digest)
    return f"/console/cases/{REF.case_id}"


def test_an_undo_is_asked_for_while_its_window_is_open(world, browser, done):
    browser.sign_in("sam", "supervisor")
    page = browser.get(done)
    assert "Can be undone until" in page.body
    reply = browser.submit(page, f"/undo/{REFUND.digest}", reason="Paid to the wrong customer")
    assert "You have asked. The policies decide" in reply.body
    assert "sam asked to undo it" in reply.body
    assert "/undo/" not in reply.body
    assert world.types(REF)[-1] == "effect.undo_asked"


def test_a_closed_window_is_told_and_offers_nothing(world, browser, done):
    browser.sign_in("sam", "supervisor")
    world.wait(minutes=20)
    browser.get(done)
    world.wait(minutes=20)
    body = browser.get(done).body
    assert "Could be undone until" in body
    assert "/undo/" not in body


def test_a_second_ask_is_told_who_asked(world, browser, done):
    browser.sign_in("sam", "supervisor")
    page = browser.get(done)
    world.undo(REF, REFUND.digest, make_voter("sue"))
    assert "sue asked for this at" in browser.submit(page, f"/undo/{REFUND.digest}", reason="Mine").body


def test_agents_look_only(browser, done):
    browser.sign_in("agent")
    body = browser.get(done).body
    assert "Can be undone until" in body
    assert "/undo/" not in body


def test_an_undo_needs_a_reason(world, browser, done):
    browser.sign_in("sam", "supervisor")
    assert "Say why it should be undone." in browser.submit(browser.get(done), f"/undo/{REFUND.digest}", reason=" ").body
    assert "effect.undo_asked" not in world.types(REF)
