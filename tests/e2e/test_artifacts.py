"""What a function imports comes from its own folder, its layers and the standard library: not from this environment.

The emulator's workers see the environment's packages, so a dependency that a layer lacks would go unseen there. Here each handler is
loaded by a bare interpreter whose path is what Lambda would have, and every piece that its step uses is made.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from samcli.yamlhelper import yaml_parse
from tests.deployed_template import ROOT

from countersign.local.session import Stack

PIECES = {
    "intake": ["store", "content", "secrets", "catalogue", "workflows"],
    "triage": ["store", "content", "intents"],
    "enrich": ["store", "content", "catalogue", "transport", "playbooks"],
    "plan": ["store", "content", "catalogue", "playbooks"],
    "gate": ["store", "bundle", "grant_verifier"],
    "request_approval": ["store", "tokens"],
    "record_approval": ["store", "grant_signer", "tokens", "workflows", "directory"],
    "execute": ["store", "catalogue", "transport"],
    "escalate": ["store"],
    "measure": ["store"],
    "sweep": ["store", "tokens", "workflows"],
    "seal": ["store", "archive", "seal_signer"],
    "console": ["store", "provider"],
    "notify": ["store", "directory", "notifiers", "courier"],
    "drill": ["rows"],
    "privacy": ["rows", "content", "objects", "ring"],
}
LOAD = """
import importlib, json, sys
sys.path[:0] = json.loads(sys.argv[1])
handler = importlib.import_module("handler").handler
from countersign.bootstrap import hub
for piece in json.loads(sys.argv[2]):
    getattr(hub(), piece)
files = {name: module.__file__ for name, module in sys.modules.items() if getattr(module, "__file__", None)}
cached = {name: module.__cached__ for name, module in sys.modules.items() if getattr(module, "__cached__", None)}
json.dump({"files": files, "cached": cached, "handler": callable(handler)}, sys.stdout)
"""


def layers(function: str) -> list[str]:
    template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    logical_id = "".join(part.title() for part in function.split("_")) + "Function"
    named = [*template["Globals"]["Function"]["Layers"], *template["Resources"][logical_id]["Properties"].get("Layers", [])]
    return [layer["Ref"] for layer in named]


def loaded(stack: Stack, function: str) -> dict[str, Any]:
    path = [str(ROOT / "functions" / function), *(str(stack.folder.build / layer / "python") for layer in layers(function))]
    environment = {
        f"COUNTERSIGN_{name}": "x" for name in ("STATE_TABLE", "WARRANT_TABLE", "AUDIT_TABLE", "CONTENT_BUCKET", "ARCHIVE_BUCKET")
    }
    environment |= {f"COUNTERSIGN_{name}": "x" for name in ("GRANT_KEY", "SEAL_KEY", "TOKEN_KEY", "CASE_WORKFLOW", "SECRETS_PREFIX")}
    environment |= {f"COUNTERSIGN_{name}": "x" for name in ("PRIVACY_TABLE", "PRIVACY_KEY", "USER_POOL")}
    environment |= {f"COUNTERSIGN_OIDC_{name}": "x" for name in ("ISSUER", "DISCOVERY", "CLIENT_ID")}
    environment |= {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "COUNTERSIGN_CONNECTORS": stack.parameters["EnabledConnectors"],
        "COUNTERSIGN_BUNDLE_DIGEST": stack.parameters["PolicyBundleDigest"],
        "COUNTERSIGN_NOTIFIERS": stack.parameters["EnabledNotifiers"],
        "COUNTERSIGN_RETENTION_DAYS": "400",
    }
    # -I and -S leave the standard library alone on the path: neither this environment nor the user's packages.
    command = [sys.executable, "-I", "-S", "-c", LOAD, json.dumps(path), json.dumps(PIECES[function])]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  the command is ours
    assert answer.returncode == 0, answer.stderr
    report: dict[str, Any] = json.loads(answer.stdout)
    return report | {"path": path}


@pytest.mark.parametrize("function", PIECES)
def test_every_import_comes_from_the_artifact_or_the_standard_library(stack: Stack, function: str) -> None:
    report = loaded(stack, function)
    standard = str(Path(json.__file__).parents[1])
    site = str(Path(sys.prefix) / "lib")
    strangers = {
        name: file
        for name, file in report["files"].items()
        if not file.startswith(tuple(report["path"]))
        and (not file.startswith(standard) or "site-packages" in file or file.startswith(site))
    }
    assert report["handler"]
    assert strangers == {}


def test_all_functions_of_the_template_are_looked_at() -> None:
    assert set(PIECES) == {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}


def test_layers_ship_bytecode_that_is_trusted_without_a_look_at_the_source(stack: Stack) -> None:
    """Packaging changes the times of files: bytecode that is checked against them would be made anew at every cold start."""
    core = stack.folder.build / "CoreLayer" / "python"
    sources = set(core.rglob("*.py"))
    bytecode = list(core.rglob("__pycache__/*.pyc"))
    shipped = {path.parent.parent / f"{path.name.split('.')[0]}.py" for path in bytecode}
    assert len(sources - shipped) < len(sources) / 100
    # PEP 552: the second word is 1 for a hash that is not checked.
    assert {path.read_bytes()[4:8] for path in bytecode} == {b"\x01\0\0\0"}


def test_a_cold_start_of_the_gate_compiles_nothing_of_its_layers(stack: Stack) -> None:
    """The interpreter says where the code of each module comes from: a file of bytecode in quotes, a source without."""
    layer = str(stack.folder.build / "CoreLayer" / "python")
    code = f"import sys; sys.path[:0] = [{str(ROOT / 'functions' / 'gate')!r}, {layer!r}]; import handler"
    answer = subprocess.run([sys.executable, "-I", "-S", "-B", "-v", "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  ours
    assert f"# code object from '{layer}/countersign/steps/__pycache__/gate" in answer.stderr
    assert f"# code object from {layer}" not in answer.stderr


def test_the_gate_cannot_even_import_vendors_code(stack: Stack) -> None:
    path = [str(stack.folder.build / layer / "python") for layer in layers("gate")]
    code = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); import countersign_sandbox_crm"
    answer = subprocess.run([sys.executable, "-I", "-S", "-c", code, json.dumps(path)], capture_output=True, text=True, check=False)  # noqa: S603  ours
    assert "ModuleNotFoundError" in answer.stderr
