"""An operator's clone of the sources, to be changed before it is deployed."""

import shutil
from pathlib import Path

from tests.deployed_template import ROOT


def clone_into(place: Path) -> Path:
    """All that is deployed."""
    repository = place / "repository"
    for folder in ("functions", "infra", "plugins", "policies"):
        shutil.copytree(ROOT / folder, repository / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "template.yaml", repository)
    return repository
