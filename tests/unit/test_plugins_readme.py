"""The connectors' guide lists every approved connector with its actions."""

import re
from pathlib import Path

import pytest

from countersign.connectors import load
from countersign.kit.approved import folders

PLUGINS = Path(__file__).parents[2] / "plugins"
ROWS = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", (PLUGINS / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("distribution", folders(PLUGINS))
def test_every_approved_connector_stands_with_its_actions(distribution: str) -> None:
    row = ROWS[folders(PLUGINS)[distribution].name]

    for manifest in load([distribution]).manifests():
        assert re.findall(r"`([\w.]+)`", row) == [action.name for action in manifest.actions]
