import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_voter
from tests.unknown import unknown_refund

from countersign.record import keys

REFUND = make_action(2_000)
WHERE = (CASE_ID, REFUND.digest)


@pytest.fixture
def world(world):
    """With a refund that a thrown switch stops."""
    world.given(REFUND)
    world.throw("action", REFUND.name)
    world.settle(REF, REFUND.digest)
    world.measure(REF)
    return world


def test_the_list_says_what_lies_with_people_and_who_took_it(world, run):
    assert "DENY" in run("exception", "list").words
    run("exception", "assign", *WHERE, "--as", "olga")
    (line,) = run("exception", "list", "--taken", "me", "--as", "olga").out.splitlines()[1:]
    assert line.split() == ["2026-11-18", "12:00", "UTC", "refusal", *WHERE, "DENY", "olga"]
    assert run("exception", "list", "--kind", "stuck case").words == "Nothing lies with people."
    assert run("exception", "list", "--json").told["more"] is False
    assert world.types(REF).count("exception.assigned") == 1


def test_one_is_taken_noted_resolved_and_opened_again(world, run):
    world.employ(make_voter("lena", "agent_lead"))
    assert "Taken by lena" in run("exception", "assign", *WHERE, "--to", "lena", "--as", "olga").words
    assert "Taken by nobody" in run("exception", "assign", *WHERE, "--to-nobody", "--as", "olga").words
    assert "olga 2026-11-18 12:00 UTC: Rang, no answer" in run("exception", "comment", *WHERE, "Rang, no answer", "--as", "olga").words
    resolved = run("exception", "resolve", *WHERE, "--reason", "Paid by hand", "--as", "olga")
    assert "Resolved 2026-11-18 12:00 UTC by olga: Paid by hand" in resolved.words
    assert "Nothing lies with people." in run("exception", "list").words
    assert "Resolved" not in run("exception", "reopen", *WHERE, "--as", "olga").words
    assert world.case(REF).state == "ESCALATED"


def test_what_is_shown_names_the_action(world, run):
    shown = run("exception", "show", *WHERE)
    assert (shown.code, "Pay back: 20.00 EUR, to CUST-0001" in shown.words) == (0, True)
    world.alter(keys.action(TENANT, *WHERE), recipient="CUST-0666")
    assert "altered after it was proposed: report it" in run("exception", "show", *WHERE).words


def test_hidden_characters_in_a_comment_are_shown(run, world):
    assert world
    assert r"pay\u{202e}x" in run("exception", "comment", *WHERE, "pay\u202ex", "--as", "olga").words


def test_a_second_resolution_is_refused_with_one(world, run):
    assert world
    run("exception", "resolve", *WHERE, "--reason", "Paid by hand", "--as", "olga")
    again = run("exception", "resolve", *WHERE, "--reason", "Paid by hand", "--as", "otto")
    assert (again.code, "resolved already" in again.err) == (1, True)


def test_an_unknown_effect_is_settled_instead(stack, run):
    unknown_refund(stack.world)
    refused = run("exception", "resolve", CASE_ID, REFUND.digest, "--reason", "Fine", "--as", "olga")
    assert (refused.code, "Nobody knows whether this happened" in refused.err) == (1, True)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("where", [("C-1", "case"), (CASE_ID, "../x"), ("C-0000000000000000", "case")])
def test_one_that_is_not_there_is_bad_input(run, where):
    assert run("exception", "show", *where).code == 2
