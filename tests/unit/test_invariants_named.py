"""Each invariant of the design is named by a test that would fail without it."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
INVARIANTS = [f"I{number}" for number in range(1, 17)]


def named_by() -> dict[str, list[str]]:
    """Invariant to the tests whose name or docstring cites it."""
    found = defaultdict(list)
    for file in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in re.findall(r"\b[Ii](\d{1,2})\b", f"{node.name.replace('_', ' ')} {ast.get_docstring(node) or ''}"):
                    found[f"I{number}"].append(node.name)
    return found


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_every_invariant_is_named_by_a_test(invariant):
    assert named_by()[invariant] != []


def test_no_test_names_an_invariant_there_is_none_of():
    assert set(named_by()) <= set(INVARIANTS)
