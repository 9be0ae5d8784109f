"""What a cold start does not pay for; how long the gate's takes is measured by `python -m tests.benchmarks.gate`."""

import json
import subprocess
import sys

import pytest
from tests.deployed_template import ROOT

HEAVY = {"boto3", "botocore.session", "botocore.exceptions", "asyncio", "httpx", "jsonschema", "cryptography", "importlib.metadata"}
RENDERING = {"jinja2", "markupsafe", "oauthlib", "django_htmx"}
IMPORT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); import handler; print(json.dumps(sorted(sys.modules)))"


def imported_by(function: str, *, first_call: str = "") -> set[str]:
    """What importing the handler brings, and what its first call of a kind imports besides."""
    path = [str(ROOT / "functions" / function), str(ROOT / "functions"), *(folder for folder in sys.path if "site-packages" in folder)]
    code = IMPORT.replace("import handler;", f"import handler{first_call};")
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code, json.dumps(path)], capture_output=True, text=True, check=True)  # noqa: S603  ours
    return set(json.loads(answer.stdout))


def test_importing_the_gate_brings_neither_aws_nor_http_nor_what_only_a_first_call_needs() -> None:
    assert imported_by("gate") & HEAVY == set()


def test_importing_the_gate_brings_no_other_step_and_no_owners_tool() -> None:
    ours = {module for module in imported_by("gate") if module.startswith("countersign.")}
    tools = {f"countersign.policy.{name}" for name in ("backtest", "folder", "proving", "schema", "source", "tiers", "tooling")}

    assert {module for module in ours if module.startswith("countersign.steps.")} == {"countersign.steps.gate"}
    assert ours & tools == set()


@pytest.mark.parametrize("function", [handler.parent.name for handler in sorted(ROOT.glob("functions/*/handler.py"))])
def test_no_function_pays_for_pages_before_one_is_asked_for(function: str) -> None:
    brought = imported_by(function)
    assert brought & RENDERING == set()
    assert {module for module in brought if module.startswith("countersign.console")} == set()


def test_an_answer_by_form_is_recorded_without_what_renders_pages() -> None:
    brought = imported_by("record_approval", first_call=", countersign.console.voting, countersign.console.link_voting")
    assert brought & (RENDERING | {"httpx"}) == set()
