"""What a cold start of the gate does not pay for; how long it takes is measured by `python -m tests.benchmarks.gate`."""

import json
import subprocess
import sys

from tests.deployed_template import ROOT

HEAVY = {"boto3", "botocore.session", "botocore.exceptions", "asyncio", "httpx", "jsonschema", "cryptography", "importlib.metadata"}
IMPORT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); import handler; print(json.dumps(sorted(sys.modules)))"


def imported_by(function: str) -> set[str]:
    path = [str(ROOT / "functions" / function), str(ROOT / "functions"), *(folder for folder in sys.path if "site-packages" in folder)]
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", IMPORT, json.dumps(path)], capture_output=True, text=True, check=True)  # noqa: S603  ours
    return set(json.loads(answer.stdout))


def test_importing_the_gate_brings_neither_aws_nor_http_nor_what_only_a_first_call_needs() -> None:
    assert imported_by("gate") & HEAVY == set()


def test_importing_the_gate_brings_no_other_step_and_no_owners_tool() -> None:
    ours = {module for module in imported_by("gate") if module.startswith("countersign.")}
    tools = {f"countersign.policy.{name}" for name in ("backtest", "folder", "proving", "schema", "source", "tiers", "tooling")}

    assert {module for module in ours if module.startswith("countersign.steps.")} == {"countersign.steps.gate"}
    assert ours & tools == set()
