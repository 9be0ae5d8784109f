"""`countersign down`: end what `up` started, and only that."""

from countersign.local import process
from countersign.local.progress import Progress
from countersign.local.state_folder import StateFolder

# The emulator writes everything it holds when it ends; measured 1 to 3 s, more on a busy machine.
EMULATOR_PATIENCE_SECONDS = 60.0
SANDBOX_PATIENCE_SECONDS = 10.0


def take_down(folder: StateFolder, progress: Progress) -> bool:
    """False if nothing was running."""
    if folder.read() is None:
        return False
    with folder.locked():
        record = folder.read()
        if record is None:
            return False
        ended = [
            _stop(record.sandbox, "Stop the sandbox company", SANDBOX_PATIENCE_SECONDS, progress),
            _stop(record.emulator, "Save and stop the AWS emulator", EMULATOR_PATIENCE_SECONDS, progress),
        ]
        folder.write(record.changed(emulator=None, sandbox=None))
        folder.empty_scratch()
        return any(ended)


def _stop(started: process.StartedProcess | None, title: str, patience_seconds: float, progress: Progress) -> bool:
    if started is None or not process.is_running(started):
        return False
    with progress.step(title):
        if not process.stop(started, patience_seconds=patience_seconds):
            progress.note(f"It did not end within {patience_seconds:.0f} s and was killed: what it had not saved is lost.")
    return True
