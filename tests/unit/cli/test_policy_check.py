import pytest
from tests.policies.given import POLICIES, shipped_artefact
from tests.unit.policy.proposed import proposed_folder


def check(run, folder, *options):
    return run("policy", "check", "--policies", folder, *options)


def test_accepted_policies_come_with_their_digest(run):
    ran = check(run, POLICIES)
    assert ran.code == 0
    assert "53 policies of version 1.1.0: nothing to put right." in ran.out
    assert shipped_artefact().digest in ran.out


def test_machines_get_the_digest(run):
    told = check(run, POLICIES, "--json").told
    assert (told["accepted"], told["findings"], told["digest"]) == (True, [], shipped_artefact().digest)


FOUR_EYES = ('@approvers("2")', '@approvers("3")')
AMOUNT = ("amount_minor > 500000", "amount > 500000")


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("refunds.cedar", FOUR_EYES, ("refunds.cedar: refund.over-1000.four-eyes: must be", "name the same people")),
        ("refunds.cedar", AMOUNT, ("refunds.cedar: refund.hard-cap: attribute `money.amount`", "words and types")),
        ("refunds.cedar", ('@id("refund.hard-cap")', ""), ("refunds.cedar: @id None is missing", "an @id of its own")),
        ("safety.cedar", ('"platform-safety"', '"sales"'), ("safety.cedar: safety.switch.tenant: does not carry", "owner's file")),
        ("contact.cedar", ("@title", "@titel"), ("contact.cedar: contact.do-not-contact: @title is missing", "Write @title")),
        ("base.cedar", ("permit (", "permitt ("), ("base.cedar: ", "Put the file right")),
        ("limits.toml", ("facts_age_seconds = 300", ""), ("tables: ", "Put the file right")),
        ("bundle.toml", ('"base.cedar" = "cx-operations"', ""), ("base.cedar: has no owner", "Name the owner")),
        ("bundle.toml", ("[owners]", '[owners]\n"lost.cedar" = "x"'), ("bundle.toml: names the owner of lost.cedar", "Take the line out")),
        ("bundle.toml", ('engine = "', 'engine = "9'), ("built for cedarpy 94", "then check again")),
    ],
)
def test_each_finding_says_where_it_is_and_what_to_do(run, tmp_path, file, change, told):
    ran = check(run, proposed_folder(tmp_path, file, change))
    assert ran.code == 1
    assert all(words in ran.out for words in told)


def test_all_findings_are_told_at_once(run, tmp_path):
    found = check(run, proposed_folder(tmp_path, "refunds.cedar", FOUR_EYES, AMOUNT), "--json").told["findings"]
    assert [(finding["file"], finding["policy"]) for finding in found] == [
        ("refunds.cedar", "refund.hard-cap"),
        ("refunds.cedar", "refund.over-1000.four-eyes"),
    ]


def test_a_folder_that_is_not_there_is_bad_input(run, tmp_path):
    ran = check(run, tmp_path / "nowhere")
    assert ran.code == 2
    assert "does not exist" in ran.err
