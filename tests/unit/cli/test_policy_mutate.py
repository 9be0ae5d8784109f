"""With few mutants: that the shipped bundle's are all noticed is tested where mutants are made."""

import pytest
from tests.policies.given import POLICIES
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_folder

from countersign.policy.tooling.mutants import mutants

SURVIVOR = """
[[justified]]
place = "refund.low-confidence.lead"
change = "@within(PT4H) -> @within(PT4H1M)"
because = "Nobody minds a minute."
"""


@pytest.fixture(autouse=True)
def few_mutants(monkeypatch):
    """Those of one policy."""
    chosen = "refund.low-confidence.lead"
    monkeypatch.setattr("countersign.cli.policy_mutate.mutants", lambda artefact: [one for one in mutants(artefact) if one.place == chosen])


@pytest.fixture
def careless(tmp_path):
    """Nothing says by when the team lead must answer."""
    return proposed_folder(tmp_path, "cases/refunds.yaml", ("  within: {agent_lead: PT4H}\n", ""))


def test_all_noticed_is_good(run):
    ran = run("policy", "mutate", "--policies", POLICIES)
    assert ran.code == 0
    assert "Score 100 %; 0 survivors are justified." in ran.out
    assert "Mutants: " in ran.err


def test_a_survivor_is_named_with_the_words_that_changed(run, careless):
    ran = run("policy", "mutate", "--policies", careless, "--at-least", 0)
    assert ran.code == 1
    assert "survived  refund.low-confidence.lead\n  @within(PT4H) -> @within(PT4H1M)" in ran.out


def test_a_justified_survivor_may_survive(run, careless, tmp_path):
    justified = tmp_path / "justified.toml"
    justified.write_text(SURVIVOR, encoding="utf-8")
    ran = run("policy", "mutate", "--policies", careless, "--justified", justified, "--at-least", 80, "--json")
    assert ran.code == 0
    assert (ran.told["survived"], ran.told["unjustified"], len(ran.told["justified"])) == (1, [], 1)


def test_a_score_that_is_too_low_is_not_good(run, careless, tmp_path):
    justified = tmp_path / "justified.toml"
    justified.write_text(SURVIVOR, encoding="utf-8")
    assert run("policy", "mutate", "--policies", careless, "--justified", justified, "--at-least", 100).code == 1


def test_a_justification_of_nothing_is_told(run, tmp_path):
    justified = tmp_path / "justified.toml"
    justified.write_text(SURVIVOR, encoding="utf-8")
    ran = run("policy", "mutate", "--policies", POLICIES, "--justified", justified)
    assert ran.code == 1
    assert "survives no longer: refund.low-confidence.lead" in ran.out


def test_cases_must_pass_before_anything_can_be_learnt(run, tmp_path):
    ran = run("policy", "mutate", "--policies", proposed_folder(tmp_path, "refunds.cedar", HIGHER_LIMIT))
    assert ran.code == 2
    assert "cases fail as the policies are" in ran.err


def test_unreadable_justifications_are_bad_input(run, tmp_path):
    folder = proposed_folder(tmp_path, "mutants.toml", ("justified = []", "justified = 1"))
    assert run("policy", "mutate", "--policies", folder).code == 2
