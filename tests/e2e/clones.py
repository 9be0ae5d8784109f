"""An operator's clone of the sources, to be changed before it is deployed, and deployed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deployed_template import ROOT

from countersign.cli.terminal import Terminal
from countersign.local import sam
from countersign.local.session import Stack, open_stack
from countersign.local.shutdown import take_down
from countersign.local.startup import bring_up
from countersign.local.state_folder import StateFolder


def clone_into(place: Path) -> Path:
    """All that is deployed."""
    repository = place / "repository"
    for folder in ("functions", "infra", "plugins", "policies"):
        shutil.copytree(ROOT / folder, repository / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "template.yaml", repository)
    return repository


@contextmanager
def deployed(repository: Path, state: Path, *, enabled: tuple[str, ...] = ()) -> Iterator[Stack]:
    """A stack of its own, gone in the end; with the connectors `enabled` where these are not the sandbox company's."""
    folder, progress = StateFolder(state), Terminal(as_json=True)
    bring_up(repository, folder, progress)
    try:
        if enabled:
            _enable(repository, folder, enabled)
        yield open_stack(folder.root)
    finally:
        take_down(folder, progress)
        # A quarter of a gigabyte; the logs stay for whoever looks into a failure.
        for bulk in (folder.build, folder.cache, folder.emulator):
            shutil.rmtree(bulk, ignore_errors=True)


def _enable(repository: Path, folder: StateFolder, connectors: tuple[str, ...]) -> None:
    record, up = folder.read(), open_stack(folder.root)
    assert record is not None
    assert record.deployment is not None
    names = ",".join(f"countersign-{name}" for name in connectors)
    sam.deploy(repository, folder, up.endpoint, record.deployment, EnabledConnectors=names)
