"""Every command of the connectors' guide, in order, as somebody who follows it would type them."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", (ROOT / "plugins" / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]
# The environment's own commands belong to the environment's interpreter; these belong to the reader's.
SHIMS = {
    "countersign": "from countersign.cli import main; main()",
    "pytest": "import pytest, sys; sys.exit(pytest.main(['-p', 'no:cacheprovider', *sys.argv[1:]]))",
}


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A clone's plugins, and an environment of its own that sees everything that is installed here."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "plugins", folder / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "uv", "venv", "--quiet", "--python", sys.executable, environment], check=True)  # noqa: S603  ours
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "development.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
    for name, code in SHIMS.items():
        shim = environment / "bin" / name
        shim.write_text(f"#!{environment}/bin/python\n{code}\n")
        shim.chmod(0o755)
    search = os.pathsep.join([str(environment / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    # `python -m uv run` names its own interpreter to the uv below it, which would install there.
    outside = {name: value for name, value in os.environ.items() if not name.startswith("UV_INTERNAL")}
    return folder, outside | {"PATH": search, "VIRTUAL_ENV": str(environment), "UV_OFFLINE": "1", "PYTHONPATH": str(ROOT / "functions")}


@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_does_what_it_says(command: str, clone: tuple[Path, dict[str, str]]) -> None:
    """In order: each builds on those before it."""
    folder, environment = clone
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)  # noqa: S602  the guide's commands

    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_in_the_end_it_is_in_the_catalogue_as_gold(clone: tuple[Path, dict[str, str]]) -> None:
    folder, _ = clone
    catalogue = (folder / "plugins" / "CATALOGUE.md").read_text(encoding="utf-8")

    assert "`larkdesk` 0.1.0 · TICKETING · signs in by `bearer` · gold, against its fake" in catalogue
    assert list((folder / "dist").glob("countersign_larkdesk-0.1.0-*.whl"))
