"""Imports go one way, and each domain of trust sees only its own (DESIGN: layout)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "functions" / "countersign"
AWS = {"boto3", "botocore"}
HTTP = {"httpx", "requests", "urllib3"}
# Each may import those before it in the list, and its own.
LAYERS = (
    {"sdk"},
    {"model", "errors", "clock"},
    {"ports", "settings", "pins"},
    {"policy", "triage", "knowledge", "coordination"},
    {"distributions"},
    {"connectors", "notifiers", "identity"},
    {"record"},
    {"planning", "gating", "proof", "reconciliation", "approving", "privacy"},
    {"viewing"},
    {"notifying"},
    {"steps"},
    {"adapters"},
    {"bootstrap", "entry"},
    {"api"},
    {"console", "api_document"},
    {"local", "kit"},
    {"cli"},
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# The wiring, and whoever talks to AWS as an operator.
KNOW_AWS = {"adapters", "bootstrap", "local", "cli"}
OUTSIDE = {"countersign.connectors", "countersign.adapters", "countersign.local", "countersign.sdk.hookspecs"}
HANDLER_EDGE = tuple(f"countersign.{name}" for name in ("api", "bootstrap", "clock", "entry", "identity", "model", "sdk"))


def modules_of(file: Path) -> Iterator[tuple[str, bool]]:
    """Every module a file imports, and whether at run time (not for annotations only)."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) not in typing_only) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            module = str(node.module)
            if module == "countersign":
                names = [alias.name for alias in node.names if not alias.name.startswith("__")]
                yield from ((f"countersign.{name}", id(node) not in typing_only) for name in names)
            else:
                yield module, id(node) not in typing_only


def imported(file: Path) -> set[str]:
    return {module for module, at_run_time in modules_of(file) if at_run_time}


def part(module: str) -> str:
    """The part of the package that a module belongs to."""
    return module.split(".")[1]


def files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def in_package(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


ALL = [file for file in files("functions/countersign") if in_package(file) != "__init__"]
HANDLERS = sorted(ROOT.glob("functions/*/handler.py"))


def reached(start: str) -> set[str]:
    """All of our modules that importing `start` brings along."""
    seen, waiting = set(), [start]
    while waiting:
        module = waiting.pop()
        file = ROOT / "functions" / Path(*module.split("."))
        source = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        if module not in seen and source.exists():
            seen.add(module)
            waiting += [found for found in imported(source) if found.startswith("countersign.")]
    return seen


@pytest.mark.parametrize("file", ALL, ids=named)
def test_every_part_has_its_place_and_imports_only_what_comes_before(file):
    here = in_package(file)
    assert here in RANK, f"{here} has no place in the order of imports"
    ours = {part(module) for module in imported(file) if module.startswith("countersign.")}
    assert {other for other in ours if other != here and RANK[other] >= RANK[here]} == set()


@pytest.mark.parametrize("file", files("functions/countersign/sdk"), ids=named)
def test_what_vendors_may_import_needs_nothing_else_of_ours(file):
    assert {module for module in imported(file) if module.startswith("countersign.") and part(module) != "sdk"} == set()


@pytest.mark.parametrize("file", ALL, ids=named)
def test_only_the_edges_know_aws(file):
    assert in_package(file) in KNOW_AWS or not {module.split(".")[0] for module in imported(file)} & AWS


@pytest.mark.parametrize("file", files("functions/countersign/steps"), ids=named)
def test_steps_never_call_steps(file):
    """The workflow chains them."""
    assert {module for module in imported(file) if module.startswith("countersign.steps")} == set()


@pytest.mark.parametrize("start", ["countersign.steps.gate", "countersign.gating.warrant", "countersign.gating.facts"])
def test_the_gate_cannot_reach_an_outside_system(start):
    """I1: nothing on its way opens a socket or knows a connector's code."""
    brought = reached(start)
    assert {module for module in brought if any(module.startswith(outside) for outside in OUTSIDE)} == set()
    sources = [ROOT / "functions" / Path(*module.split(".")) for module in brought]
    outside = {found for source in sources if source.with_suffix(".py").exists() for found in imported(source.with_suffix(".py"))}
    assert outside & (AWS | HTTP | {"socket", "pluggy"}) == set()


def test_execute_cannot_decide():
    """I1: no policy is within its reach."""
    assert {module for module in reached("countersign.steps.execute") if part(module) in {"policy", "gating"}} == set()


def test_only_the_gate_writes_warrants():
    """I1."""
    users = [named(file) for file in ALL if "countersign.gating.warrant" in imported(file)]
    assert users == ["functions/countersign/steps/gate.py"]


@pytest.mark.parametrize("file", sorted(ROOT.glob("plugins/*/countersign_*/**/*.py")), ids=named)
def test_plugins_see_the_sdk_only(file):
    own = file.relative_to(ROOT).parts[2]
    ours = {module for module in imported(file) if module.startswith("countersign")}
    assert {module for module in ours if not module.startswith(("countersign.sdk", own))} == set()
    assert {module.split(".")[0] for module in ours ^ imported(file)} & (AWS | HTTP | {"socket", "os", "subprocess"}) == set()


@pytest.mark.parametrize("file", HANDLERS, ids=named)
def test_a_handler_knows_its_own_step_and_the_edge(file):
    step = file.parent.name
    allowed = (*HANDLER_EDGE, f"countersign.steps.{step}")
    if step == "console":
        allowed = (*HANDLER_EDGE, "countersign.approving", "countersign.console", "countersign.viewing")
    if step == "record_approval":
        # Its forms are the console's, in whose pages they stand; an edit is another answer to what is asked.
        allowed = (*allowed, "countersign.console", "countersign.approving.editing")
    if step == "drill":
        allowed = (*HANDLER_EDGE, "countersign.approving", "countersign.errors")
    if step == "privacy":
        allowed = (*allowed, "countersign.privacy")
    if step in {"seal", "notify"}:
        # The stream speaks DynamoDB's typed form.
        allowed = (*allowed, "countersign.adapters.audit_stream")
    assert {module for module in imported(file) if module.startswith("countersign") and not module.startswith(allowed)} == set()


@pytest.mark.parametrize("file", [file for file in ALL if in_package(file) not in {"cli", "kit", "local"}], ids=named)
def test_only_the_clock_reads_the_clock_and_draws_random_numbers(file):
    if in_package(file) == "clock":
        return
    text = file.read_text(encoding="utf-8")
    assert "datetime.now" not in text
    assert "utcnow" not in text
    assert imported(file) & {"secrets", "uuid", "random"} == set()
