"""What connectors cost: `python -m tests.benchmarks.connectors` builds their layer and imports each from it, with bytecode."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.deployed_template import ROOT

from countersign.kit import fresh
from countersign.local.environment import ARCHITECTURE, RUNTIME
from countersign.pins import shipped

LAYER_BYTES = 30 * 1024 * 1024


def build_layer(place: Path) -> Path:
    """As `sam build` makes it, for the interpreter at hand."""
    found = {
        "ARTIFACTS_DIR": str(place),
        "COUNTERSIGN_RUNTIME": RUNTIME,
        "COUNTERSIGN_ARCHITECTURE": ARCHITECTURE,
        "PYTHON": sys.executable,
    }
    search = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = ["make", "--silent", "-f", "plugins/Makefile", "build-ConnectorsLayer", *(f"{name}={value}" for name, value in found.items())]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PATH": search}, check=True)  # noqa: S603  the command is ours
    return place / "python"


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        layer = build_layer(Path(place))
        whole = size(layer)
        sys.stdout.write(f"connectors layer: {whole / 1024:.0f} KiB of {LAYER_BYTES / 1024:.0f}\n")
        sys.path.insert(0, str(layer))
        for pin in shipped().pins:
            for module in pin.entry_points:
                milliseconds = fresh.import_seconds(module, rounds=5) * 1000
                sys.stdout.write(f"{module}: {milliseconds:.1f} ms of CPU beyond the SDK, {size(layer / module) / 1024:.0f} KiB\n")


if __name__ == "__main__":
    main()
