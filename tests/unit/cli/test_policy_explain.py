import json

import pytest
from tests.policies.given import POLICIES, make_facts


@pytest.fixture
def explain(run):
    def ran(given, *options, action="refund.issue"):
        typed = given if isinstance(given, str) else json.dumps(given)
        return run("policy", "explain", "--policies", POLICIES, "--action", action, "--facts", "-", *options, typed=typed)

    return ran


def test_an_open_action_needs_nothing(explain):
    ran = explain({})
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "refund.issue: ALLOW",
        "  act        open",
        "  draft      open",
        "  recommend  open",
        "  escalate   open",
    ]


def test_the_approvals_that_unlock_are_told(explain):
    ran = explain({"money": {"amount_minor": 250_000}})
    assert "blocked by Refunds above 1000.00 EUR need two people of risk instead (refund.over-1000.four-eyes)" in ran.out
    assert "The action is unlocked by:\n  2 different people with the role risk" in ran.out


def test_given_approvals_count(explain):
    assert "refund.issue: ALLOW" in explain({"money.amount_minor": 250_000}, "--approval", "risk=2").out


def test_what_no_approval_lifts_is_told(explain):
    ran = explain({"customer.vulnerable": True})
    assert "No approval unlocks the action, because of:\n  A vulnerable customer is never acted on" in ran.out


def test_complete_facts_of_a_decision_need_no_baseline(explain):
    facts = make_facts("reply", triage__taint="confirmed").to_json()
    told = explain(facts, "--json", action="ticket.reply_public").told
    assert told["verdict"] == "ESCALATE"
    assert [rung["permitted"] for rung in told["rungs"]] == [False, False, False, True]


def test_another_baseline_can_be_named(explain):
    assert "ticket.note_internal: ALLOW" in explain({}, "--baseline", "note", action="ticket.note_internal").out


def test_a_decision_that_fails_says_so(explain):
    ran = explain({"action.intent": "world_peace"})
    assert ran.code == 1
    assert "refund.issue: DENY" in ran.out
    assert "Deciding failed, so the answer is no:" in ran.out


@pytest.mark.parametrize(
    ("given", "options", "reason"),
    [
        ("{", (), "Give them as one JSON object"),
        ("[]", (), "not a JSON object"),
        ({"money.amount_minor": -1}, (), "money.amount_minor: Input should be greater"),
        ({"money.amount": 1}, (), "money.amount: Extra inputs"),
        ({"action.name": "sms.send"}, (), "The facts are about sms.send"),
        ({}, ("--baseline", "nobody"), "has nothing for nobody"),
        ({}, ("--approval", "risk"), "not a role and a number"),
        ({}, ("--approval", "risk=-1"), "not a role and a number"),
    ],
)
def test_facts_that_are_none_are_bad_input(explain, given, options, reason):
    ran = explain(given, *options)
    assert ran.code == 2
    assert reason in ran.err


def test_an_action_nobody_knows_is_bad_input(explain):
    ran = explain({}, action="account.delete")
    assert ran.code == 2
    assert "has nothing for account.delete" in ran.err
