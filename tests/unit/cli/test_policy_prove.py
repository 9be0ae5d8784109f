import sys

import pytest
from tests.policies.given import POLICIES
from tests.unit.policy.proposed import proposed_folder

from countersign.policy.proving.invariants import read_invariants

CLAIM = """
[[invariants]]
id = "wish"
says = "Above 500.00 EUR somebody of risk agrees"
never = '''
action in Action::"money" && context.mode == Mode::"act" && context.money.amount_minor > 50000 && context.approvals.risk < 1
'''
"""


@pytest.fixture
def wish(tmp_path):
    file = tmp_path / "wish.toml"
    file.write_text(CLAIM, encoding="utf-8")
    return file


def test_the_shipped_bundle_is_proved(run):
    ran = run("policy", "prove", "--policies", POLICIES)
    stated = read_invariants(POLICIES / "invariants.toml")
    assert ran.code == 0
    assert ran.out.count("proved   ") == len(stated.invariants)
    assert "redundant" not in ran.out


def test_a_wish_that_is_not_so_is_refuted_by_an_example(run, wish):
    ran = run("policy", "prove", "--policies", POLICIES, "--invariants", wish)
    assert ran.code == 1
    assert "refuted  wish: Above 500.00 EUR somebody of risk agrees" in ran.out
    assert "act refund.issue (baseline refund, given money.amount_minor: 50001; approvals supervisor: 1) is permitted" in ran.out


def test_machines_get_proofs_and_idle_policies(run, wish):
    told = run("policy", "prove", "--policies", POLICIES, "--invariants", wish, "--json").told
    assert told["proved"] is False
    assert told["proofs"][0]["counterexample"][0]["given"] == {"money.amount_minor": 50_001}
    assert told["idle"] == []


def test_an_invariant_that_nothing_meets_is_no_proof(run, wish):
    wish.write_text(CLAIM.replace("> 50000", "> 50000 && context.money.amount_minor < 50000"), encoding="utf-8")
    ran = run("policy", "prove", "--policies", POLICIES, "--invariants", wish)
    assert ran.code == 1
    assert "no request meets its condition" in ran.out


HIGHER_CAP = """
@id("refund.higher-cap")
@title("Never reached")
@owner("finance-risk")
forbid (principal, action in Action::"money", resource)
when { context.mode != Mode::"escalate" && context.money.amount_minor > 600000 };

@id("refund.day-cap")"""


def test_an_idle_policy_without_a_reason_is_a_finding(run, tmp_path):
    folder = proposed_folder(tmp_path, "refunds.cedar", ('@id("refund.day-cap")', HIGHER_CAP.strip()))
    with (folder / "invariants.toml").open("a", encoding="utf-8") as invariants:
        invariants.write('\n[[accepted]]\npolicy = "refund.day-cap"\nbecause = "a mistake"\n')
    ran = run("policy", "prove", "--policies", folder)
    assert ran.code == 1
    assert "shadowed refund.higher-cap by refund.hard-cap" in ran.out
    assert "accepted as idle, but it changes decisions: refund.day-cap" in ran.out


@pytest.mark.parametrize("text", [CLAIM.replace("says", "tells"), CLAIM.replace("amount_minor", "amount")])
def test_unreadable_invariants_are_bad_input(run, wish, text):
    wish.write_text(text, encoding="utf-8")
    assert run("policy", "prove", "--policies", POLICIES, "--invariants", wish).code == 2


def test_a_schema_that_proofs_cannot_read_is_bad_input(run, tmp_path):
    folder = proposed_folder(tmp_path, "schema.cedarschema", ("vulnerable: Bool", "vulnerable: Bool, tags: Set<String>"))
    ran = run("policy", "prove", "--policies", folder)
    assert ran.code == 2
    assert "Proofs cannot read the schema" in ran.err


@pytest.mark.parametrize("command", [["prove"], ["diff", POLICIES]])
def test_a_policy_that_proofs_cannot_read_is_bad_input(run, tmp_path, command):
    folder = proposed_folder(tmp_path, "base.cedar", ("permit (principal,", "permit (principal is Agent,"))
    ran = run("policy", *command, *([folder] if "diff" in command else []), "--policies", folder)
    assert ran.code == 2
    assert "Proofs cannot read base.note: a scope on the principal" in ran.err


def test_without_the_solver_the_command_says_what_to_install(run, monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    for name in [name for name in sys.modules if name.startswith(("countersign.policy.proving", "countersign.cli.policy_prove"))]:
        monkeypatch.delitem(sys.modules, name)
    ran = run("policy", "prove")
    assert ran.code == 2
    assert "`countersign policy prove` needs the module z3" in ran.err
