import pytest
from tests.policies.given import POLICIES
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_artefact, proposed_folder

from countersign.model.canonical import canonical_json


@pytest.fixture
def diff(run):
    return lambda old, new, *options: run("policy", "diff", old, new, "--policies", POLICIES, *options)


def test_nothing_changed(diff):
    ran = diff(POLICIES, POLICIES)
    assert (ran.code, ran.out) == (0, "Every request is decided as before.\n")


def test_a_changed_threshold_is_shown_in_words_and_by_an_example(diff, tmp_path):
    ran = diff(POLICIES, proposed_folder(tmp_path, "refunds.cedar", HIGHER_LIMIT))
    assert ran.code == 1
    assert "policy refund.over-100.supervisor\n  - forbid" in ran.out
    assert "newly allowed: act refund.issue (baseline refund, given money.amount_minor: 10001)" in ran.out
    assert "  before denied by refund.over-100.supervisor" in ran.out


def test_words_alone_decide_nothing_otherwise(diff, tmp_path):
    ran = diff(POLICIES, proposed_folder(tmp_path, "bundle.toml", ('version = "1', 'version = "2')), "--json")
    assert (ran.code, ran.told) == (0, {"changes": [], "shifts": []})
    titled = proposed_folder(tmp_path / "titled", "refunds.cedar", ("A refund of nothing", "A refund of zero"))
    assert "Every request is decided as before." in diff(POLICIES, titled).out


def test_built_bundles_are_compared_too(diff, tmp_path):
    built = tmp_path / "bundle.json"
    built.write_bytes(canonical_json(proposed_artefact("judgement.cedar", ("quality_bp < 7000", "quality_bp < 7500")).to_json()))
    told = diff(POLICIES, built, "--json").told
    assert {shift["now"] for shift in told["shifts"]} == {"denied"}
    assert {shift["witness"]["given"]["quality_bp"] for shift in told["shifts"]} == {7_499}


def test_what_is_neither_folder_nor_bundle_is_bad_input(diff, tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("hello", encoding="utf-8")
    ran = diff(POLICIES, other)
    assert ran.code == 2
    assert "neither a folder of policies nor a built bundle" in ran.err
