"""A server nobody here wrote, for as long as a test needs it."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from countersign.local import process
from countersign.local.service import Service

_PATIENCE_SECONDS = 5.0


@contextmanager
def running(name: str, command: Sequence[str], *, port: int, path: str, home: Path, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """Its address, once `path` answers 200; its words are in `home`/log. `more` is for its environment."""
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(home), "LANG": "C.UTF-8", **(more or {})}
    service = Service(name, command, port, path, home / "log", home, environment)
    started = service.start()
    try:
        service.wait_until_healthy(started)
        yield service.url
    finally:
        process.stop(started, patience_seconds=_PATIENCE_SECONDS)
