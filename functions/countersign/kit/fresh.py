"""What a connector is like in an interpreter of its own."""

import json
import subprocess
import sys
from typing import Any

_TIMEOUT_SECONDS = 60
_PREPARED = """
import json, sys
from countersign.kit.factory import find
subject = find(sys.argv[1])
connector = subject.connector()
requests = {name: connector.prepare(name, example.arguments, key="kit").model_dump_json() for name, example in subject.writes.items()}
print(json.dumps(requests))
"""
_IMPORT_COST = """
import json, sys, time
import countersign.sdk, countersign.sdk.paging, countersign.sdk.requests, countersign.sdk.webhooks, countersign.sdk.without
for model in (countersign.sdk.Idempotency, countersign.sdk.ActionDescriptor, countersign.sdk.Manifest):
    model.model_rebuild()
before = time.process_time()
__import__(sys.argv[1])
print(json.dumps(time.process_time() - before))
"""


def prepared(origin: str, hash_seed: int) -> dict[str, str]:
    """The examples' requests, prepared where sets and hashes are in another order."""
    answer: dict[str, str] = _asked(_PREPARED, origin, PYTHONHASHSEED=str(hash_seed))
    return answer


def import_seconds(package: str, rounds: int = 3) -> float:
    """CPU seconds that importing the package takes beyond the SDK's own, whose models are built; the least of several: noise only adds."""
    return min(float(_asked(_IMPORT_COST, package)) for _ in range(rounds))


def _asked(code: str, *arguments: str, **environment: str) -> Any:
    path = {"PYTHONPATH": ":".join(sys.path)}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, env=path | environment, capture_output=True, text=True, check=True, timeout=_TIMEOUT_SECONDS)  # noqa: S603  our own code
    return json.loads(done.stdout)
