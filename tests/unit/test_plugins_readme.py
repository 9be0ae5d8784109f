"""The connectors' guide names every hook, member and field there is."""

import re
from pathlib import Path

import pytest

from countersign.connectors import load
from countersign.sdk import ActionDescriptor, Capability, Connector, Effect, Manifest
from countersign.sdk.hookspecs import ConnectorHooks

PLUGINS = Path(__file__).parents[2] / "plugins"
NAMED = set(re.findall(r"`(\w[\w.]*)", (PLUGINS / "README.md").read_text(encoding="utf-8")))


def members(of: type) -> set[str]:
    return {name for name in vars(of) if not name.startswith("_")}


@pytest.mark.parametrize(
    "names",
    [members(ConnectorHooks), members(Connector), set(Manifest.model_fields), set(ActionDescriptor.model_fields), set(Effect)],
    ids=["hooks", "connector", "manifest", "action", "effects"],
)
def test_everything_is_named(names: set[str]) -> None:
    assert names <= NAMED


def test_the_table_lists_the_approved_connectors_and_their_actions() -> None:
    lines = (PLUGINS / "connectors.txt").read_text(encoding="utf-8").splitlines()
    folders = [Path(line).name for line in lines if line.startswith("./plugins/")]
    catalogue = load([f"countersign-{folder.replace('_', '-')}" for folder in folders])

    assert set(folders) <= NAMED
    assert {action.name for manifest in catalogue.manifests() for action in manifest.actions} <= NAMED


def test_capabilities_are_listed() -> None:
    readme = (PLUGINS / "README.md").read_text(encoding="utf-8")
    assert ", ".join(Capability) in readme
