"""The folder that holds a stack: what runs, what was deployed, and all of its contents."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import Field, ValidationError

from countersign.local.operator_error import OperatorError
from countersign.local.process import StartedProcess
from countersign.model.frozen import Digest, Frozen


class Deployment(Frozen):
    """What is deployed, by the digest of its sources and of its policy bundle."""

    sources: Digest
    policies: Digest


class StackRecord(Frozen):
    """`emulator_port` and `sandbox_port` stay the same over down and up when they are free."""

    emulator_port: int
    sandbox_port: int
    emulator: StartedProcess | None = None
    sandbox: StartedProcess | None = None
    deployment: Deployment | None = None
    timings_ms: Mapping[str, int] = Field(default_factory=dict)

    def changed(self, **fields: object) -> "StackRecord":
        return self.model_copy(update=fields)


class StateFolder:
    """`.countersign/` in the repository unless the operator names another."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.record_file = self.root / "stack.json"
        self.credentials_file = self.root / "credentials.json"
        self.build = self.root / "build"
        self.cache = self.root / "cache"
        self.logs = self.root / "logs"
        self.emulator = self.root / "emulator"
        self.sandbox = self.root / "sandbox"
        self.scratch = self.root / "tmp"

    def read(self) -> StackRecord | None:
        """None when no stack was ever started here."""
        try:
            return StackRecord.model_validate_json(self.record_file.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            hint = f"Another version may have written it: move {self.root} away and start again."
            raise OperatorError(f"{self.record_file} cannot be read.", hint) from error

    def write(self, record: StackRecord) -> None:
        write_private(self.record_file, record.model_dump_json(indent=2))

    def empty_scratch(self) -> None:
        """Only while the emulator is not running: its functions are unpacked there, and it leaves them behind."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One change at a time: a second one is refused, not queued."""
        for folder in (self.root, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise OperatorError(f"Another command is changing the stack in {self.root}.", "Wait until it has ended.") from error
            yield


def write_private(path: Path, text: str) -> None:
    """Replace a file in one move, readable by its owner only."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)
