"""The auditor's page: every control it names has tests that exist, and what it says to do by hand works."""

import ast
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import TENANT
from tests.unit.proof.proved_cases import proof
from tests.unit.proof.sealed_record import SealedRecord

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.record.seals import checkpoint_key

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "infra" / "AUDIT.md").read_text(encoding="utf-8")
REQUIRED = [
    *(f"EU AI Act {article}" for article in (12, 14, 26)),
    *(f"NIST AI RMF {function}" for function in ("GOVERN", "MAP", "MEASURE", "MANAGE")),
    "ISO 42001",
    *(f"SOC 2 CC{series}" for series in (6, 7, 8)),
    *(f"OWASP ASI{number:02d}" for number in range(1, 11)),
]


def controls() -> dict[str, list[str]]:
    """Control to the tests that the page names for it."""
    table = PAGE.split("## Controls")[1]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    return {control.strip(): re.findall(r"`(\w+)`", tests) for control, _, tests in rows if control.strip() != "control"}


def existing_tests() -> Iterator[str]:
    for folder in ("tests", "plugins"):
        for file in (ROOT / folder).rglob("test_*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_every_named_test_exists():
    named = {test for tests in controls().values() for test in tests}
    assert named - set(existing_tests()) == set()


@pytest.mark.parametrize("control", controls())
def test_every_control_names_a_test(control):
    assert controls()[control] != []


@pytest.mark.parametrize("standard", REQUIRED)
def test_every_part_of_every_standard_has_a_control(standard):
    assert [control for control in controls() if control.startswith(standard)] != []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the page's check by hand uses openssl")
def test_what_the_page_says_to_do_by_hand_works(tmp_path):
    """I10."""
    record = SealedRecord()
    for number in (1, 2):
        (tmp_path / Path(checkpoint_key(TENANT, number)).name).write_bytes(record.notes[number][0])
    (tmp_path / "seal-key.pem").write_text(EcdsaPublicKey(record.sealer.public_key).pem)
    (tmp_path / "proof.json").write_text(json.dumps(proof("approved").to_json(), ensure_ascii=False))
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    assert by_hand(script, tmp_path).returncode == 0
    (tmp_path / "proof.json").write_text(
        (tmp_path / "proof.json").read_text().replace("interaction", "something").replace("gate", "someone")
    )
    assert by_hand(script, tmp_path).returncode != 0


def by_hand(script: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/sh", "-e", "-c", script], cwd=folder, check=False, capture_output=True)  # noqa: S603  the page's own commands
