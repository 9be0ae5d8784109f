"""MiniStack as our workflows need it, changed in four places. Run as `python -m countersign.local.emulator`.

Three are gaps. Step Functions evaluates a JSONata `TimeoutSeconds` of a task; MiniStack takes it for a number. Lambda names the class of an
unhandled error, by which a workflow retries and catches; MiniStack names every error `Runtime.HandlerError`.
A stream's reader goes on after a restart; MiniStack keeps how far a reader was but not the stream, so the reader would wait for as many
changes as there were before.

The fourth is for small machines. MiniStack starts another worker for each call that finds a function's workers busy, and a burst of
messages then spends minutes on cold starts. Here a call waits for one of a few workers, which takes milliseconds.
"""

import os
import re
from functools import cache
from threading import BoundedSemaphore
from typing import Any

from ministack.app import main  # type: ignore[import-untyped]  # it ships no types
from ministack.services import lambda_svc, stepfunctions  # type: ignore[import-untyped]  # as above

# The line after a traceback's indented ones: `package.module.ClassName: message`.
_RAISED = re.compile(r"^(?:\w+\.)*(\w+)(?::|$)", re.MULTILINE)

# There is no hook for any of them.
_execute_task = stepfunctions._execute_task  # noqa: SLF001  no hook
_execute_function = lambda_svc._execute_function_warm  # noqa: SLF001  no hook
_restore_positions = lambda_svc._restore_esm_positions  # noqa: SLF001  no hook


def execute_task(state: dict[str, Any], arrived: Any, execution: Any, context: Any) -> Any:
    """Carry out a Task state, its timeout evaluated."""
    timeout = stepfunctions._apply_jsonata_template(state.get("TimeoutSeconds"), arrived, context)  # noqa: SLF001  no hook
    return _execute_task({**state, "TimeoutSeconds": timeout} if timeout else state, arrived, execution, context)


def execute_function(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
    """Call a function as soon as one of its workers is free; an error it raised has its class's name."""
    # No function of ours calls another one, so nobody waits for a worker that waits for him.
    with _workers(function["config"]["FunctionName"]):
        result: dict[str, Any] = _execute_function(function, event, request_id)
    name = raised(result.get("log", ""))
    if result.get("error") and name and result["body"]["errorType"] == "Runtime.HandlerError":
        result["body"]["errorType"] = name
    return result


def restore_positions(readers: Any, kept: Any) -> None:
    """How far readers of streams were, but for those of tables: their streams begin anew."""
    if readers is not lambda_svc._dynamodb_stream_positions:  # noqa: SLF001  no hook
        _restore_positions(readers, kept)


@cache
def _workers(_function: str) -> BoundedSemaphore:
    return BoundedSemaphore(os.cpu_count() or 1)


def raised(log: str) -> str | None:
    """The class of the error whose traceback ends the log, if one does."""
    _, found, traceback = log.rpartition("Traceback (most recent call last):\n")
    match = _RAISED.search(traceback) if found else None
    return match[1] if match else None


if __name__ == "__main__":
    stepfunctions._execute_task = execute_task  # noqa: SLF001  no hook
    lambda_svc._execute_function_warm = execute_function  # noqa: SLF001  no hook
    lambda_svc._restore_esm_positions = restore_positions  # noqa: SLF001  no hook
    main()
