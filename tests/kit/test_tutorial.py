"""Every command of the connectors' guide, in order, as somebody who follows it would type them."""

import re
import shutil

import pytest
from tests.own_environment import ROOT, OwnEnvironment

COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "plugins" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> OwnEnvironment:
    """A clone's plugins, and an environment of its own."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "plugins", folder / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    return OwnEnvironment(folder)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_does_what_it_says(command: str, clone: OwnEnvironment) -> None:
    """In order: each builds on those before it."""
    clone.run(command)


def test_in_the_end_it_is_in_the_catalogue_as_gold(clone: OwnEnvironment) -> None:
    catalogue = (clone.folder / "plugins" / "CATALOGUE.md").read_text(encoding="utf-8")

    assert "`larkdesk` 0.1.0 · TICKETING · signs in by `bearer` · gold, against its fake" in catalogue
    assert list((clone.folder / "dist").glob("countersign_larkdesk-0.1.0-*.whl"))
