"""The threat model names a test for each threat, and each of them exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "infra" / "THREATS.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", MODEL)))
THREATS = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith("| could go wrong")]


@cache
def declared_in(file: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_each_named_test_exists(file, test):
    assert test in declared_in(file)


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat.split("|")[1].strip())
def test_each_threat_has_a_mechanism_and_a_test(threat):
    _, what, mechanism, held_by, _ = threat.split("|")
    assert what.strip()
    assert mechanism.strip()
    assert re.findall(r"`tests/[\w/]+\.py::test_\w+`", held_by)


def test_every_boundary_says_what_crosses_it():
    boundaries = [part for part in MODEL.split("\n## ")[1:] if not part.startswith("What is not stopped")]
    assert boundaries
    assert [part.splitlines()[0] for part in boundaries if "\nCrosses: " not in part or "\n| could go wrong" not in part] == []


def test_operators_find_it():
    assert "(THREATS.md)" in (ROOT / "infra" / "README.md").read_text(encoding="utf-8")
