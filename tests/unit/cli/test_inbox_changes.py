"""Another action in the place of one, and other people in the place of oneself."""

import pytest
from tests.builders import TENANT, make_voter
from tests.unit.cli.test_inbox import asking

from countersign.record import keys


def test_an_edit_voids_the_approval_and_is_its_authors(world, run):
    request = asking(world)
    edited = run("inbox", "edit", request.approval_id, "--set", "amount_minor=11000", "--reason", "The lid is fine", "--as", "lena")
    assert (edited.code, "This approval is void" in edited.out) == (0, True)
    assert world.row(keys.approval(TENANT, request.approval_id))["state"] == "VOID"


def test_an_edit_for_machines_tells_what_it_took_the_place_of(world, run):
    request = asking(world)
    arguments = ("--set", "amount_minor=11000", "--reason", "The lid is fine", "--as", "lena", "--json")
    assert run("inbox", "edit", request.approval_id, *arguments).told["action"] == request.action


@pytest.mark.parametrize(("change", "code"), [("amount_minor", 2), ("=1", 2), ("order_id=ORD-1003", 2), ("amount_minor=12000", 2)])
def test_what_cannot_be_edited_is_refused(world, run, change, code):
    request = asking(world)
    assert run("inbox", "edit", request.approval_id, "--set", change, "--reason", "x", "--as", "lena").code == code
    assert world.row(keys.approval(TENANT, request.approval_id))["state"] == "OPEN"


def handed_on(run, *scope: str) -> str:
    return run("inbox", "delegate", "rui", "--role", "risk", "--until", "2026-11-23", "--reason", "On leave", *scope, "--as", "rosa")


@pytest.fixture
def colleagues(world):
    world.employ(make_voter("rui", "risk"))


@pytest.mark.usefixtures("colleagues")
def test_a_colleague_stands_in_within_a_scope_and_for_a_time(run):
    made = handed_on(run, "--action", "refund.issue", "--up-to", "200000 EUR", "--from", "2026-11-18")
    assert "rui stands in for rosa: risk, refund.issue, up to 2,000.00 EUR." in made.out
    (line,) = run("inbox", "delegations").out.splitlines()[1:]
    assert "2026-11-18 00:00 UTC to 2026-11-23 00:00 UTC" in line
    assert line.endswith("On leave")


@pytest.mark.usefixtures("colleagues")
def test_a_delegation_is_revoked_by_the_beginning_of_its_id(run):
    delegation_id = handed_on(run, "--from", "2026-11-18", "--json").told["delegation_id"]
    assert "rui no longer stands in for rosa" in run("inbox", "revoke", delegation_id[:8], "--as", "rosa").out
    assert "revoked 2026-11-18 12:00 UTC" in run("inbox", "delegations").out
    assert run("inbox", "revoke", "f" * 32, "--as", "rosa").code == 2


@pytest.mark.usefixtures("colleagues")
@pytest.mark.parametrize("scope", [("--up-to", "2000"), ("--up-to", "2.000 EUR"), ("--from", "tomorrow")])
def test_a_scope_that_nobody_can_read_is_bad_input(run, scope):
    assert handed_on(run, *scope).code == 2


@pytest.mark.usefixtures("stack")
def test_who_is_away_says_so_and_comes_back(run):
    assert run("inbox", "absence", "--as", "rosa").out == "You have not said that you are away.\n"
    away = run("inbox", "absence", "--from", "2026-11-18", "--until", "2026-11-23", "--as", "rosa")
    assert away.out == "rosa is away from 2026-11-18 00:00 UTC to 2026-11-23 00:00 UTC.\n"
    assert run("inbox", "absence", "--back", "--as", "rosa").out == "rosa has been back since 2026-11-18 12:00 UTC.\n"
    assert run("inbox", "absence", "--from", "2026-11-18", "--as", "rosa").code == 2


def test_people_see_how_their_answering_goes_and_owners_how_all_of_it_does(world, run):
    request = asking(world)
    run("inbox", "approve", request.approval_id, "--as", "sam", "--yes")
    mine = run("inbox", "quality", "--as", "sam").out
    assert mine.splitlines()[1].split()[:3] == ["sam", "1", "1"]
    assert "refund.over-100.supervisor" not in mine
    assert "refund.over-100.supervisor" in run("inbox", "quality", "--days", 1, "--as", "olga").out
    assert run("inbox", "quality", "--as", "sam", "--json").told["mine"]["unopened"] == 0


@pytest.mark.usefixtures("stack")
def test_a_check_is_planted_answered_and_told(run):
    planted = run("drill", "plant", "payee-is-not-the-purchaser", "--as", "olga")
    assert "Keep it to yourself" in planted.out
    (line,) = run("drill", "list", "--as", "olga").out.splitlines()[1:]
    answered = run("inbox", "deny", line.split()[0], "--reason", "The payee is somebody else", "--as", "sam")
    assert answered.out.splitlines()[-1].startswith("This was a check, planted to keep eyes open. You saw it: the money would have gone to")
    assert run("inbox", "quality", "--as", "sam").out.splitlines()[1].endswith("1 of 1")


def test_a_check_is_for_owners_of_the_process_where_it_is_allowed(stack, run):
    assert run("drill", "plant", "payee-is-not-the-purchaser", "--as", "sam").code == 1
    assert run("drill", "list", "--as", "sam").code == 1
    stack.drills = "off"
    assert "switched off" in run("drill", "plant", "payee-is-not-the-purchaser", "--as", "olga").err
    assert run("drill", "plant", "nothing-of-the-kind", "--as", "olga").code == 2
