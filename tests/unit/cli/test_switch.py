import pytest

THROW = ("switch", "throw", "action", "refund.issue", "--reason", "refunds look wrong", "--as", "olga")
LOOSEN = ("switch", "loosen", "action", "refund.issue", "--as")

pytestmark = pytest.mark.usefixtures("stack")


def test_one_operator_throws_and_two_loosen(run):
    assert "Thrown: action refund.issue." in run(*THROW).out
    assert "until another operator" in run(*LOOSEN, "olga").out
    assert run(*LOOSEN, "olga").code == 1
    assert "Loosened: action refund.issue goes on." in run(*LOOSEN, "otto").out


def test_the_list_says_what_is_thrown_by_whom_and_why(run):
    assert run("switch", "list").out == "No switch was ever thrown: everything runs.\n"
    run(*THROW)
    run(*LOOSEN, "olga")
    listed = run("switch", "list").words
    assert "action refund.issue THROWN, olga asks to loosen olga 2026-11-18 12:00 UTC refunds look wrong" in listed


def test_machines_get_the_switch(run):
    assert run(*THROW, "--json").told["thrown"] is True
    assert run(*LOOSEN, "olga", "--json").told["loosen_asked_by"] == "olga"
    assert run("switch", "list", "--json").told["switches"][0]["name"] == "refund.issue"


def test_loosening_what_is_not_thrown_is_bad_input(run):
    refused = run(*LOOSEN, "olga")
    assert (refused.code, "This switch is not thrown." in refused.err) == (2, True)


@pytest.mark.parametrize("wrong", [("shop", "main"), ("action", "a/b"), ("action", "")])
def test_a_switch_that_cannot_be_is_bad_input(run, wrong):
    assert run("switch", "throw", *wrong, "--reason", "why", "--as", "olga").code == 2
