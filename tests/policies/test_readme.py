"""What policies/README.md tells policy owners is so."""

import re
import subprocess
import sys

import pytest
import yaml
from tests.policies.given import POLICIES, shipped_artefact

README = (POLICIES / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```$", README, flags=re.DOTALL | re.MULTILINE)
    return [block.strip() for block in found]


def test_the_policy_shown_is_in_force() -> None:
    shipped = "\n".join(path.read_text(encoding="utf-8") for path in POLICIES.glob("*.cedar"))

    for block in blocks("cedar"):
        assert block in shipped


def test_the_case_shown_runs() -> None:
    cases = [case for path in (POLICIES / "cases").glob("*.yaml") for case in yaml.safe_load(path.read_text(encoding="utf-8"))]

    for block in blocks("yaml"):
        assert yaml.safe_load(block)[0] in cases


def test_the_files_named_are_all_there_are() -> None:
    table = README.split("\n## ")[0]
    named = set(re.findall(r"`([a-z]+\.(?:toml|cedarschema))`", table))
    present = {path.name for path in POLICIES.iterdir() if path.suffix in {".toml", ".cedarschema"}}

    assert present <= named


def test_the_build_command_prints_the_digest() -> None:
    assert "uv run python -m countersign.policy.build --digest" in blocks("console")

    built = subprocess.run(
        [sys.executable, "-m", "countersign.policy.build", "--digest"], cwd=POLICIES.parent, capture_output=True, text=True, check=True
    )

    assert built.stdout.strip() == shipped_artefact().digest


@pytest.mark.parametrize("policy", ["refund.over-100.supervisor", "refund.split.supervisor"])
def test_the_threshold_of_the_walk_through_stands_where_it_says(policy: str) -> None:
    assert "10000" in str(shipped_artefact().policies[policy])
