"""An environment of its own, as whoever follows the connectors' guide has one, that sees everything that is installed here."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parents[1]
# The environment's own commands belong to the environment's interpreter; these belong to the reader's.
SHIMS = {
    "countersign": "from countersign.cli import main; main()",
    "pytest": "import pytest, sys; sys.exit(pytest.main(['-p', 'no:cacheprovider', *sys.argv[1:]]))",
}


class OwnEnvironment:
    """Made in `folder`, where its commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        own = {"PATH": search, "VIRTUAL_ENV": str(environment), "UV_OFFLINE": "1", "PYTHONPATH": str(ROOT / "functions")}
        self._variables = outside | own

    def run(self, command: str) -> None:
        """Fails with what the command printed when it fails."""
        done = subprocess.run(  # noqa: S602  the guide's commands
            command, shell=True, cwd=self.folder, env=self._variables, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
