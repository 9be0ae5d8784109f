"""The schema in force is what connectors declare; a descriptor that changes changes the schema, or this fails."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from tests.policies.given import POLICIES, shipped_artefact

from countersign.cli.policy_schema import installed_manifests, schema
from countersign.local.operator_error import OperatorError
from countersign.planning.playbook import parse
from countersign.policy.schema import Vocabulary, action_groups, cedar_schema
from countersign.sdk.contract import Effect, Manifest
from countersign.triage.model_file import embedded

VOCABULARY = Vocabulary.from_json(tomllib.loads((POLICIES / "vocabulary.toml").read_text(encoding="utf-8")))


def schema_of(manifests: Sequence[Manifest]) -> str:
    return cedar_schema(manifests, VOCABULARY, shipped_artefact().tables)


def test_the_schema_in_force_is_what_the_installed_connectors_declare() -> None:
    assert schema_of(installed_manifests()) == (POLICIES / "schema.cedarschema").read_text(encoding="utf-8"), (
        "run: countersign policy schema --write"
    )


@pytest.mark.parametrize("name", ["refund.issue", "ticket.reply_public", "customer.update_contact"])
def test_an_action_that_declares_another_effect_shows(name: str) -> None:
    changed = [
        manifest.model_copy(
            update={
                "actions": tuple(
                    action.model_copy(update={"effect": Effect.READ}) if action.name == name else action for action in manifest.actions
                )
            }
        )
        for manifest in installed_manifests()
    ]

    assert schema_of(changed) != shipped_artefact().cedar_schema


def test_a_connector_that_is_gone_shows() -> None:
    assert schema_of([one for one in installed_manifests() if one.name != "sandbox_payments"]) != shipped_artefact().cedar_schema


def test_every_action_of_the_schema_is_judged_in_its_group() -> None:
    assert action_groups(installed_manifests(), VOCABULARY).keys() <= shipped_artefact().shards.keys()


def test_what_triage_may_say_and_playbooks_answer_are_words_of_the_policies() -> None:
    playbooks = parse((POLICIES / "playbooks.toml").read_text(encoding="utf-8"))

    assert set(embedded().card.labels) | set(playbooks.by_intent) <= set(VOCABULARY.intents)


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(schema, ["--policies", str(folder), *options])


def test_the_command_finds_a_schema_that_drifted_and_writes_it_anew(tmp_path: Path) -> None:
    folder = Path(copytree(POLICIES, tmp_path / "policies"))
    (folder / "schema.cedarschema").write_text("action nothing;", encoding="utf-8")
    found, written, again = run(folder, "--check"), run(folder, "--write"), run(folder, "--check", "--json")

    assert (found.exit_code, "policy schema --write" in found.stdout) == (1, True)
    assert (written.exit_code, again.exit_code, json.loads(again.stdout)["same"]) == (0, 0, True)


def test_the_command_prints_the_schema_when_nothing_else_is_asked() -> None:
    assert run(POLICIES).stdout == (POLICIES / "schema.cedarschema").read_text(encoding="utf-8")


@pytest.mark.parametrize(("old", "new"), [("ticket.hand_over", "fax.send"), ("note = [", "note = 1 #"), ("[", "[[")])
def test_the_command_refuses_a_vocabulary_that_does_not_fit(tmp_path: Path, old: str, new: str) -> None:
    folder = Path(copytree(POLICIES, tmp_path / "policies"))
    vocabulary = folder / "vocabulary.toml"
    vocabulary.write_text(vocabulary.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    assert isinstance(run(folder, "--check").exception, OperatorError)
