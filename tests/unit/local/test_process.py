"""Only what was started is ended, and all of it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from countersign.local import process
from countersign.local.process import StartedProcess

_SLEEP = "import time; time.sleep(60)"
_DEAF = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); signal.pause()"


def _start(code: str, folder: Path) -> StartedProcess:
    return process.start([sys.executable, "-c", code], environment=dict(os.environ), log=folder / "log", folder=folder)


def _await(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline
        sleep(0.02)


def test_a_process_ends_when_asked(tmp_path: Path) -> None:
    started = _start(_SLEEP, tmp_path)
    assert process.is_running(started)
    assert process.stop(started, patience_seconds=10)
    assert not process.is_running(started)


def test_a_deaf_process_is_killed_when_patience_ends(tmp_path: Path) -> None:
    started = _start(_DEAF, tmp_path)
    _await(lambda: "ready" in (tmp_path / "log").read_text())
    assert not process.stop(started, patience_seconds=0.1)
    _await(lambda: not process.is_running(started))


def test_a_process_that_took_over_the_number_is_left_alone(tmp_path: Path) -> None:
    started = _start(_SLEEP, tmp_path)
    namesake = started.model_copy(update={"started": "long ago"})
    assert not process.is_running(namesake)
    assert process.stop(namesake, patience_seconds=0)
    assert process.is_running(started)
    process.stop(started, patience_seconds=10)


def test_a_child_that_ended_by_itself_is_not_running(tmp_path: Path) -> None:
    started = _start("pass", tmp_path)
    _await(lambda: not process.is_running(started))


def test_it_runs_apart_from_the_terminal_and_writes_to_its_log(tmp_path: Path) -> None:
    started = _start("import os; print(os.getsid(0) == os.getpid())", tmp_path)
    _await(lambda: not process.is_running(started))
    assert (tmp_path / "log").read_text() == "True\n"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="elsewhere there is nothing but ps")
def test_ps_tells_the_same_process_twice_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    started = _start(_SLEEP, tmp_path)
    assert started.started
    assert process.stop(started, patience_seconds=10)
