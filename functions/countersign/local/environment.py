"""What the stack's processes see of the operator's environment."""

import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path

from countersign.local.state_folder import StateFolder

REGION = "us-east-1"
ACCESS_KEY = "test"
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
ARCHITECTURE = "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"
_SYSTEM = ("HOME", "LANG", "LC_ALL", "TZ")


def service_environment(folder: StateFolder) -> dict[str, str]:
    """For long-lived processes: the system's necessities only, so that no real account, proxy or setting leaks in."""
    kept = {name: os.environ[name] for name in _SYSTEM if name in os.environ}
    return kept | {"PATH": _search_path(), "TMPDIR": str(folder.scratch), "PYTHONUNBUFFERED": "1"} | _no_real_account(folder)


def build_environment(folder: StateFolder, endpoint: str) -> dict[str, str]:
    """For the SAM CLI: all but the operator's AWS settings, because installing wheels may need proxies and indexes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SAM_", "PYTHON", "VIRTUAL_ENV"))}
    return (
        kept
        | _no_real_account(folder)
        | _without_proxy(kept)
        | {
            "PATH": _search_path(),
            "AWS_ENDPOINT_URL": endpoint,
            "COUNTERSIGN_ARCHITECTURE": ARCHITECTURE,
            "COUNTERSIGN_RUNTIME": RUNTIME,
            "PYTHON": sys.executable,
            "SAM_CLI_TELEMETRY": "0",
            # The SAM CLI's switch for where it keeps its own settings; else it writes to the home folder.
            "__SAM_CLI_APP_DIR": str(folder.root / "sam"),
        }
    )


def _search_path() -> str:
    # The interpreter's own folder first: sam looks for `python3.x` on the path, the makefiles for `uv`.
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _no_real_account(folder: StateFolder) -> dict[str, str]:
    nowhere = str(folder.root / "no-aws-configuration")
    return {
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": nowhere,
        "AWS_SHARED_CREDENTIALS_FILE": nowhere,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def _without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    loopback = ",".join(filter(None, [environment.get("NO_PROXY") or environment.get("no_proxy"), "127.0.0.1", "localhost"]))
    return {"NO_PROXY": loopback, "no_proxy": loopback}
