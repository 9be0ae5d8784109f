"""A bundle on trial in a deployed gate: on a stack of its own, for the candidate lies among the sources that are deployed."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import time

import pytest
from click.testing import CliRunner
from tests.deployed_template import ROOT
from tests.e2e.clones import clone_into, deployed
from tests.unit.policy.proposed import HIGHER_LIMIT, proposed_artefact, proposed_folder

from countersign.cli.policy import policy
from countersign.local.demo.scenarios import SCENARIOS
from countersign.local.demo.stage import Stage
from countersign.local.session import Stack

(SUPERVISED,) = [scenario for scenario in SCENARIOS if scenario.id == "c"]
CHANGE = ("refunds.cedar", HIGHER_LIMIT)


@pytest.fixture(scope="module")
def on_trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The sources with a candidate that asks a supervisor from 150.00 EUR on, deployed."""
    place = tmp_path_factory.mktemp("trial")
    repository = clone_into(place)
    proposed_folder(place, *CHANGE).rename(repository / "policies" / "candidate")
    with deployed(repository, place / "stack") as stack:
        yield stack


@pytest.fixture(scope="module", autouse=True)
def played(on_trial: Stack) -> str:
    """How a refund of 120.00 EUR ended."""
    with Stage(on_trial, run=int(time())) as stage:
        return SUPERVISED.play(stage).actual


def run(stack: Stack, *command: str) -> tuple[int, str]:
    result = CliRunner().invoke(policy, [*command, "--state", str(stack.folder.root)])
    return result.exit_code, result.stdout


def test_a_looser_candidate_changes_nothing_about_the_case(played: str) -> None:
    assert played == SUPERVISED.expected


def test_what_it_would_have_changed_is_reported(on_trial: Stack) -> None:
    code, told = run(on_trial, "shadow", "--json")
    (trial,) = json.loads(told)["trials"]
    (group,) = trial["groups"]

    assert (code, trial["active"]) == (1, on_trial.parameters["PolicyBundleDigest"])
    assert trial["candidate"] == on_trial.parameters["ShadowBundleDigest"] == proposed_artefact(*CHANGE).digest
    assert (group["before"], group["after"], group["money"]) == ("REQUIRE_APPROVAL (supervisor 1)", "ALLOW", {"EUR": 12_000})


def test_the_deployed_gates_own_decisions_are_backtested(on_trial: Stack, tmp_path: Path) -> None:
    _, lines = run(on_trial, "record")
    file = tmp_path / "decisions.jsonl"
    file.write_text(lines, encoding="utf-8")
    bundles = ("backtest", "--old", str(ROOT / "policies"), "--new", str(proposed_folder(tmp_path, *CHANGE)), "--json")
    from_file, from_audit = run(on_trial, *bundles, "--decisions", str(file)), run(on_trial, *bundles, "--from-audit", "--publish")
    found = json.loads(from_file[1])

    assert from_file == from_audit
    assert (from_file[0], found["flips"], found["money"]) == (1, 1, {"EUR": 12_000})
    assert (found["not_reproduced"], found["not_replayable"]) == ([], {})
    with on_trial.api("agent") as api:
        shown, listed = api.get("/policies").json(), api.get("/policies/differences").json()
    assert (shown["backtest"]["report"], shown["bundle"]["digest"]) == (found, on_trial.parameters["PolicyBundleDigest"])
    assert [one["difference"]["flip"]["after"]["verdict"] for one in listed["differences"]] == ["ALLOW"]
