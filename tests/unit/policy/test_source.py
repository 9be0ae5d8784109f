import shutil
from pathlib import Path

import pytest
from tests.policies.given import POLICIES, shipped_artefact

from countersign.policy.artefact import PolicyBundleError
from countersign.policy.build import main
from countersign.policy.bundle import load_bundle
from countersign.policy.source import compile_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(POLICIES, tmp_path / "policies"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(PolicyBundleError) as refused:
        compile_folder(folder)
    return str(refused.value)


def test_the_same_sources_give_the_same_digest_wherever_they_lie(folder: Path) -> None:
    assert compile_folder(folder).digest == shipped_artefact().digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("refunds.cedar", "> 500000", "> 500001"),
        ("refunds.cedar", "Refunds above 5000.00 EUR, and", "Refunds over 5000.00 EUR, and"),
        ("limits.toml", "facts_age_seconds = 300", "facts_age_seconds = 301"),
        ("autonomy.toml", 'default = "recommend"', 'default = "observe"'),
        ("approvals.toml", "after_seconds = 7200", "after_seconds = 7201"),
        ("approvals.toml", "remind = true", "delegates = true"),
        ("strength.toml", "up_to_minor = 50000", "up_to_minor = 50001"),
        ("contact.toml", "outreach_24h = 2", "outreach_24h = 3"),
        ("bundle.toml", 'version = "', 'version = "1'),
        ("schema.cedarschema", '"unknown"];', '"unknown", "gift"];'),
    ],
)
def test_any_change_gives_another_digest(folder: Path, file: str, old: str, new: str) -> None:
    change(folder / file, old, new)

    assert compile_folder(folder).digest != shipped_artefact().digest


def test_a_duplicate_id_is_refused(folder: Path) -> None:
    change(folder / "refunds.cedar", '@id("refund.hard-cap")', '@id("refund.currency")')

    assert "'refund.currency' is missing or used twice" in refusal(folder)


def test_a_missing_id_is_refused(folder: Path) -> None:
    change(folder / "refunds.cedar", '@id("refund.hard-cap")', "")

    assert "refunds.cedar: @id None is missing" in refusal(folder)


def test_a_typing_error_names_file_and_word(folder: Path) -> None:
    change(folder / "judgement.cedar", "context.triage.confidence_bp", "context.triage.confidense_bp")

    assert "judgement.cedar" in refusal(folder)
    assert "confidense_bp" in refusal(folder)


def test_a_word_outside_a_closed_list_is_refused(folder: Path) -> None:
    change(folder / "safety.cedar", 'Taint::"suspected"', 'Taint::"suspicious"')

    assert "suspicious" in refusal(folder)


def test_a_syntax_error_names_the_file(folder: Path) -> None:
    change(folder / "base.cedar", "permit (", "permitt (")

    assert refusal(folder).startswith("base.cedar: ")


def test_a_template_is_refused(folder: Path) -> None:
    change(folder / "refunds.cedar", "forbid (principal,", "forbid (principal == ?principal,")

    assert "template" in refusal(folder)


def test_a_file_without_an_owner_is_refused(folder: Path) -> None:
    (folder / "extra.cedar").write_text("", encoding="utf-8")

    assert "extra.cedar" in refusal(folder)


def test_a_policy_of_another_owner_is_refused(folder: Path) -> None:
    change(folder / "refunds.cedar", '@owner("finance-risk")', '@owner("marketing")')

    assert "the file's owner in bundle.toml" in refusal(folder)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("limits.toml", "facts_age_seconds = 300", 'facts_age_seconds = "300"'),
        ("limits.toml", "facts_age_seconds = 300", ""),
        ("limits.toml", "refunds_24h = 3", "refunds_24h = 3.5"),
        ("limits.toml", "refunds_24h = 3", "refunds_24h = "),
        ("contact.toml", "quiet_until_hour = 8", "quiet_until_hour = 22"),
        ("approvals.toml", "after_seconds = 0", "after_seconds = 5"),
        ("approvals.toml", "remind = true", "remind = false"),
        ("approvals.toml", "remind = true", ""),
        ("approvals.toml", 'after_seconds = 0, groups = ["agent_lead"]', "after_seconds = 0, delegates = true"),
        ("strength.toml", "approvers = 1", "approvers = -1"),
        ("strength.toml", '"money"', '"gifts"'),
        ("strength.toml", "within_seconds = 28800", "within_seconds = 0"),
        ("autonomy.toml", 'channels = ["email", "chat"]', 'channels = ["email", "portal"]'),
        ("autonomy.toml", 'level = "draft"', 'level = "full"'),
        ("autonomy.toml", 'channels = ["email", "chat"]', "channels = []"),
        ("bundle.toml", "version", "release"),
    ],
)
def test_a_wrong_table_is_refused(folder: Path, file: str, old: str, new: str) -> None:
    change(folder / file, old, new)

    assert "toml" in refusal(folder) or refusal(folder).startswith("tables")


def test_a_missing_table_is_refused(folder: Path) -> None:
    (folder / "limits.toml").unlink()

    assert "limits.toml" in refusal(folder)


def test_build_writes_what_the_gate_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "bundle.json"

    assert main(["--source", str(POLICIES), "--output", str(output), "--digest"]) == 0
    assert load_bundle(output.read_bytes(), expected_digest=capsys.readouterr().out.strip()).digest == shipped_artefact().digest


def test_build_writes_to_standard_output_when_no_file_is_named(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--source", str(POLICIES)]) == 0
    assert load_bundle(capfdbinary.readouterr().out, expected_digest=shipped_artefact().digest)


def test_build_refuses_with_exit_code_2(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder / "bundle.toml", 'engine = "', 'engine = "0')

    assert main(["--source", str(folder), "--digest"]) == 2
    assert "test and build the policies again" in capsys.readouterr().err


def test_every_intent_with_autonomy_is_a_word_of_the_schema() -> None:
    schema = shipped_artefact().cedar_schema

    for grant in shipped_artefact().tables.autonomy.grants:
        assert f'"{grant.intent}"' in schema
        assert f'action "{grant.action}"' in schema or f'"{grant.action}" in' in schema
