"""A process of the stack that answers on a port."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx

from countersign.local import process
from countersign.local.operator_error import OperatorError
from countersign.local.ports import LOOPBACK
from countersign.local.process import StartedProcess

_START_SECONDS = 60.0
_POLL_SECONDS = 0.1
_LAST_LINES = 12


@dataclass(frozen=True)
class Service:
    """`health_path` answers 200 as soon as the service can be used."""

    name: str
    command: Sequence[str]
    port: int
    health_path: str
    log: Path
    folder: Path
    environment: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def start(self) -> StartedProcess:
        return process.start(self.command, environment=self.environment, log=self.log, folder=self.folder)

    def is_healthy(self) -> bool:
        try:
            # trust_env: a proxy of the operator must not be asked for the loopback.
            return httpx.get(f"{self.url}{self.health_path}", timeout=5, trust_env=False).is_success
        except httpx.TransportError:
            return False

    def wait_until_healthy(self, started: StartedProcess) -> None:
        """Raises OperatorError when the process ends first or takes over a minute."""
        deadline = monotonic() + _START_SECONDS
        while not self.is_healthy():
            if not process.is_running(started):
                raise OperatorError(f"{self.name} ended while starting:\n{last_lines(self.log)}", f"Read {self.log}, then try again.")
            if monotonic() > deadline:
                raise OperatorError(f"{self.name} does not answer on {self.url}.", f"Read {self.log}, then try again.")
            sleep(_POLL_SECONDS)


def last_lines(log: Path) -> str:
    """The end of a log, indented to stand in a message."""
    lines = log.read_text(errors="replace").splitlines()[-_LAST_LINES:]
    return "\n".join(f"  {line}" for line in lines)
