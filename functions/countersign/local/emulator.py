"""MiniStack with one gap closed: Step Functions evaluates a JSONata `TimeoutSeconds` of a task, MiniStack takes it for a number.

Run as `python -m countersign.local.emulator`; environment and behaviour are MiniStack's.
"""

from typing import Any

from ministack.app import main  # type: ignore[import-untyped]  # it ships no types
from ministack.services import stepfunctions  # type: ignore[import-untyped]  # as above

_execute_task = stepfunctions._execute_task  # noqa: SLF001  the gap is inside, and there is no hook


def _execute_task_in_time(state: dict[str, Any], arrived: Any, execution: Any, context: Any) -> Any:
    timeout = stepfunctions._apply_jsonata_template(state.get("TimeoutSeconds"), arrived, context)  # noqa: SLF001  as above
    return _execute_task({**state, "TimeoutSeconds": timeout} if timeout else state, arrived, execution, context)


if __name__ == "__main__":
    stepfunctions._execute_task = _execute_task_in_time  # noqa: SLF001  as above
    main()
