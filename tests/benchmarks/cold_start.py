"""What a new Lambda environment spends before gate's first answer, in a child that sees the layers and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.deployed_template import ROOT

from countersign.local.environment import ARCHITECTURE, RUNTIME
from countersign.policy.artefact import Artefact
from countersign.policy.facts import DecisionFacts

BARE = "pass"
IMPORT = "import handler"
# The AWS clients, what unseals, the bundle and one decision: all that comes before the first write.
READY = """
import handler
from countersign.adapters.data_keys import AesDataKey
from countersign.bootstrap import hub
from countersign.policy.decide import decide
from countersign.policy.facts import DecisionFacts
hub().store, hub().grant_verifier
data = AesDataKey(bytes(32))
data.open(data.seal(b"facts", "place"), "place")
decide(hub().bundle, DecisionFacts.from_json(FACTS), {})
"""
_CHILD = """
import json, sys
path, FACTS = json.loads(sys.argv[1])
sys.path[:0] = path
exec(sys.argv[2])
from resource import RUSAGE_SELF, getrusage
spent = getrusage(RUSAGE_SELF)
print(round(1e6 * (spent.ru_utime + spent.ru_stime)))
"""


def build_core_layer(place: Path) -> Path:
    """The layer as `sam build` makes it, for the machine and the interpreter at hand."""
    found = {
        "ARTIFACTS_DIR": str(place),
        "COUNTERSIGN_RUNTIME": RUNTIME,
        "COUNTERSIGN_ARCHITECTURE": ARCHITECTURE,
        "PYTHON": sys.executable,
    }
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["make", "--silent", "-f", "functions/Makefile", "build-CoreLayer", *(f"{name}={value}" for name, value in found.items())]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PATH": search}, check=True)  # noqa: S603  the command is ours
    return place / "python"


class ColdStart:
    """Measures snippets on a built core layer and a bundle."""

    def __init__(self, layer: Path, artefact: Artefact, facts: DecisionFacts, place: Path) -> None:
        bundle = place / "bundle.json"
        bundle.write_bytes(artefact.to_bytes())
        names = ("STATE_TABLE", "WARRANT_TABLE", "AUDIT_TABLE", "PRIVACY_TABLE", "CONTENT_BUCKET", "GRANT_KEY", "PRIVACY_KEY")
        self._environment = {f"COUNTERSIGN_{name}": "x" for name in names} | {
            "AWS_DEFAULT_REGION": "eu-west-1",
            "COUNTERSIGN_POLICY_BUNDLE": str(bundle),
            "COUNTERSIGN_BUNDLE_DIGEST": artefact.digest,
            "COUNTERSIGN_RETENTION_DAYS": "400",
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
        }
        self._given = json.dumps([[str(ROOT / "functions" / "gate"), str(layer)], facts.to_json()])

    def cpu_us(self, code: str, rounds: int) -> int:
        """The least of several runs: noise only ever adds."""
        # -I and -S: neither this environment's packages nor the user's.
        command = [sys.executable, "-I", "-S", "-c", _CHILD, self._given, code]
        runs = [subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True) for _ in range(rounds)]  # noqa: S603  ours
        return min(int(run.stdout) for run in runs)
