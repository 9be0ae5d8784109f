"""Processes of the stack: started apart from the terminal, ended only when they are provably the ones that were started."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic, sleep

from countersign.model.frozen import Frozen

_POLL_SECONDS = 0.05


class StartedProcess(Frozen):
    """A process by number and start time: numbers are used again, the two together are not."""

    pid: int
    started: str


def start(command: Sequence[str], *, environment: Mapping[str, str], log: Path, folder: Path) -> StartedProcess:
    """Start `command` in its own session, so that a Ctrl-C at the terminal does not reach it."""
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603  the command is ours
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    # Somebody must collect the exit status while this program lives, or an ended child would look alive.
    threading.Thread(target=child.wait, daemon=True).start()
    return StartedProcess(pid=child.pid, started=_start_time(child.pid) or "")


def is_running(process: StartedProcess) -> bool:
    """False also when the number now belongs to another process."""
    return _start_time(process.pid) == process.started


def stop(process: StartedProcess, *, patience_seconds: float) -> bool:
    """Ask the process to end; when patience ends, kill its whole group. True if it ended by itself."""
    if not is_running(process):
        return True
    os.kill(process.pid, signal.SIGTERM)
    deadline = monotonic() + patience_seconds
    while is_running(process):
        if monotonic() > deadline:
            kill_group(process.pid)
            return False
        sleep(_POLL_SECONDS)
    # What it left in its group is of its making: a session leader's number is not given away while its group lives.
    kill_group(process.pid)
    return True


def kill_group(leader: int) -> None:
    """Kill what still runs in the group that `leader` opened; nothing to do when it is empty."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return


def _start_time(pid: int) -> str | None:
    """The start time of a living process in the system's own notation, None when there is none."""
    if Path("/proc/self/stat").exists():
        return _start_time_by_proc(pid)
    answer = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)  # noqa: S603, S607  ps of the system, a number
    state, _, started = answer.stdout.strip().partition(" ")
    return started.strip() if started and not state.startswith("Z") else None


def _start_time_by_proc(pid: int) -> str | None:
    """Fields 3 (state) and 22 (start time in clock ticks since boot) of proc_pid_stat(5), with the boot it counts from."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{after_name[19]}" if after_name[0] != "Z" else None
