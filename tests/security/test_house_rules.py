"""Rules of the house that no linter knows, held on the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.kit.source import impurities

ROOT = Path(__file__).parents[2]
FUNCTIONS = ROOT / "functions"
PACKAGE = FUNCTIONS / "countersign"
SOURCES = sorted([*FUNCTIONS.rglob("*.py"), *ROOT.glob("plugins/*/countersign_*/**/*.py")])
CONNECTORS = sorted(ROOT.glob("plugins/*/countersign_*"))
# Tools of operators and vendors' first company: no function runs them.
OPERATORS = {"cli", "kit", "local"}
DEPLOYED = [file for file in SOURCES if not file.is_relative_to(PACKAGE) or file.relative_to(PACKAGE).parts[0] not in OPERATORS]
MONEY = [
    file
    for part in ("model", "gating", "policy", "record", "steps", "planning", "coordination", "viewing")
    for file in sorted((PACKAGE / part).rglob("*.py"))
]
CLOCKS = {"now", "utcnow", "today", "time", "time_ns", "gmtime", "localtime"}
PARSERS = {"load", "loads"}
# Who reads JSON by the standard parser, and why two readers cannot disagree about it.
READ_LOOSELY = {
    "functions/countersign/sdk/conformance/fake.py": "what the kit and a connector's own tests ask a fake",
    "functions/countersign/sdk/strict_json.py": "it is the strict loader",
    "functions/countersign/adapters/aws.py": "a secret: written by an operator, and read here only",
    "functions/countersign/adapters/in_memory.py": "what it wrote itself, and floats are refused",
    "functions/countersign/privacy/sealed_store.py": "what it sealed itself",
    "functions/countersign/policy/folder.py": "Cedar's own serializer wrote it",
    "functions/countersign/policy/source.py": "Cedar's own serializer wrote it",
    "functions/countersign/policy/proving/invariants.py": "Cedar's own serializer wrote it",
    "functions/countersign/policy/proving/vocabulary.py": "lists of the schema, which the owners sign",
    "plugins/sandbox_crm/countersign_sandbox_crm/connector.py": "the request that the connector prepared itself",
    "plugins/sandbox_telephony/countersign_sandbox_telephony/connector.py": "the request that the connector prepared itself",
}


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def calls(file: Path) -> Iterator[tuple[str, str]]:
    """What is called: the object it is called on, if that has a plain name, and the function."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield getattr(node.func.value, "id", getattr(node.func.value, "attr", "")), node.func.attr


def imports(file: Path) -> set[str]:
    """Modules, and what is taken out of them as `module.name`."""
    found = set()
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported(file: Path) -> set[str]:
    """Modules only."""
    return {module.rpartition(".")[0] or module for module in imports(file)}


@pytest.mark.parametrize("package", CONNECTORS, ids=named)
def test_a_connector_is_a_pure_translator(package):
    """No HTTP client, no socket, no file, no clock: it imports nothing that could."""
    assert list(impurities(package)) == []


@pytest.mark.parametrize("file", DEPLOYED, ids=named)
def test_time_comes_in_as_an_argument(file):
    """Only `clock` knows what time it is; a deadline is measured by the steady clock, and by adapters alone."""
    if file == PACKAGE / "clock.py":
        return
    asked = {f"{owner}.{function}" for owner, function in calls(file) if owner in {"datetime", "date", "time"} and function in CLOCKS}
    assert asked == set()
    clocks = {module for module in imports(file) if module == "time" or module.startswith("time.")}
    assert clocks <= ({"time", "time.monotonic"} if file.is_relative_to(PACKAGE / "adapters") else set())


@pytest.mark.parametrize("file", MONEY, ids=named)
def test_no_number_that_is_decided_on_is_a_float(file):
    """Sums are minor units, scores are basis points. A socket's patience, named `..._SECONDS`, may be a fraction."""
    tree = tree_of(file)
    patience = {
        id(inner)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.endswith("_SECONDS")
        for inner in ast.walk(node)
    }
    floats = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in patience
    ]
    assert floats == []
    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in {"float", "Decimal"}] == []


@pytest.mark.parametrize("part", ["model", "gating", "record", "steps", "viewing"])
def test_no_sum_is_divided_into_a_float(part):
    divided = {named(file) for file in (PACKAGE / part).rglob("*.py") for node in ast.walk(tree_of(file)) if isinstance(node, ast.Div)}
    assert divided == set()


def test_json_from_outside_is_read_by_the_strict_loader():
    """I4: one text, one value, for whoever reads it."""
    readers = {named(file) for file in DEPLOYED if {("json", parser) for parser in PARSERS} & set(calls(file))}
    assert readers == READ_LOOSELY.keys()
    assert {named(file) for file in DEPLOYED if {f"json.{parser}" for parser in PARSERS} & imports(file)} == set()


def test_nothing_that_runs_on_lambda_starts_a_process():
    assert {named(file) for file in DEPLOYED if {"subprocess", "multiprocessing", "pty"} & imported(file)} == set()
    assert {
        function
        for file in DEPLOYED
        for owner, function in calls(file)
        if owner == "os" and function.startswith(("system", "popen", "exec"))
    } == set()


def test_no_assertion_decides_anything():
    """An optimising interpreter leaves assertions out."""
    assert {named(file) for file in DEPLOYED for node in ast.walk(tree_of(file)) if isinstance(node, ast.Assert)} == set()


@pytest.mark.parametrize("file", SOURCES, ids=named)
def test_a_broad_catch_gives_its_reason_or_goes_on_raising(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    unreasoned = [line for line in broad_catches(tree_of(file)) if "#" not in lines[line - 1] + lines[line - 2]]
    assert unreasoned == []


def test_a_broad_catch_is_noticed_in_each_form():
    caught = "try:\n    act()\nexcept {0}:\n    {1}\n"
    silent = [caught.format(what, "pass") for what in ("Exception", "BaseException as error", "")]
    assert [list(broad_catches(ast.parse(text))) for text in (*silent, "with suppress(Exception):\n    act()\n")] == [[3], [3], [3], [1]]
    assert list(broad_catches(ast.parse(caught.format("Exception", "raise")))) == []


def broad_catches(tree: ast.Module) -> Iterator[int]:
    """Lines of `except Exception` that do not raise again, and of `suppress(Exception)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and broad(node.type) and not raises_again(node):
            yield node.lineno
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "suppress" and any(broad(argument) for argument in node.args):
            yield node.lineno


def broad(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"})


def raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None
