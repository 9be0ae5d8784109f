"""The SAM CLI: the real template, built and deployed as it would be for a real account."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from countersign.local.credentials import SYSTEMS
from countersign.local.environment import ARCHITECTURE, RUNTIME, build_environment
from countersign.local.operator_error import OperatorError
from countersign.local.policies import candidate_digest
from countersign.local.process import kill_group
from countersign.local.service import last_lines
from countersign.local.state_folder import Deployment, StateFolder

STACK_NAME = "countersign"
ARTIFACT_BUCKET = "countersign-artifacts"
# The deployment itself says what it was made of, so that the emulator's word can be held against our record.
SOURCES_TAG = "countersign-sources"


class RunningCommand:
    """A command of the SAM CLI at work, with its output going to a log."""

    def __init__(self, title: str, child: "subprocess.Popen[bytes]", log: Path) -> None:
        self._title = title
        self._child = child
        self._log = log

    def wait(self) -> None:
        """Raises OperatorError with the end of the log if the command fails."""
        if self._child.wait() != 0:
            raise OperatorError(f"{self._title} failed:\n{last_lines(self._log)}", f"Read the whole log in {self._log}.")


@contextmanager
def building(repository: Path, folder: StateFolder, endpoint: str) -> Iterator[RunningCommand]:
    """`sam build`, going on while the block runs; killed if the block is left before its end."""
    arguments = ["--template-file", str(repository / "template.yaml"), "--build-dir", str(folder.build), "--parallel"]
    arguments += ["--cached", "--cache-dir", str(folder.cache)]
    with _running("build", [*arguments, *_overrides(_target())], repository, folder, endpoint) as command:
        yield command


def deploy(repository: Path, folder: StateFolder, endpoint: str, deployment: Deployment, **chosen: str) -> None:
    """`sam deploy` of what was built; the gate must find the policy bundle that `deployment` names.

    `chosen` are parameters of the template that differ from its defaults.
    """
    parameters = _target() | {
        "DeletionProtection": "false",
        "Drills": "on",
        "EnabledConnectors": ",".join(f"countersign-sandbox-{system}" for system in SYSTEMS),
        "EnabledNotifiers": "countersign-notify-email",
        "LoopbackSystems": "true",
        "MailFrom": "countersign@larkfield.example",
        "PasswordSignIn": "true",
        "PolicyBundleDigest": deployment.policies,
        "ShadowBundleDigest": candidate_digest(repository),
        **chosen,
    }
    arguments = ["--template-file", str(folder.build / "template.yaml"), "--stack-name", STACK_NAME, "--s3-bucket", ARTIFACT_BUCKET]
    arguments += ["--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-confirm-changeset", "--no-fail-on-empty-changeset"]
    arguments += ["--tags", f"{SOURCES_TAG}={deployment.sources}"]
    with _running("deploy", [*arguments, *_overrides(parameters)], repository, folder, endpoint) as command:
        command.wait()


def _target() -> dict[str, str]:
    return {"Runtime": RUNTIME, "Architecture": ARCHITECTURE}


def _overrides(parameters: Mapping[str, str]) -> list[str]:
    # Quoted, or the SAM CLI refuses an empty value.
    return ["--parameter-overrides", *(f'{name}="{value}"' for name, value in parameters.items())]


@contextmanager
def _running(verb: str, arguments: Sequence[str], repository: Path, folder: StateFolder, endpoint: str) -> Iterator[RunningCommand]:
    log = folder.logs / f"sam-{verb}.log"
    with log.open("wb") as output:
        child = subprocess.Popen(  # noqa: S603  the command is ours
            [sys.executable, "-m", "samcli", verb, *arguments],
            cwd=repository,
            env=build_environment(folder, endpoint),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    with child:
        try:
            yield RunningCommand(f"sam {verb}", child, log)
        finally:
            # Installers and compilers must not outlive an interrupted `up`.
            if child.poll() is None:
                kill_group(child.pid)
