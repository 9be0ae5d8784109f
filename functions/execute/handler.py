"""execute: {tenant, case_id, warrant} to {tenant, case_id, warrant, state}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.execute import Executor, execute


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    attempt = execute(Executor(hub().store, hub().catalogue, hub().transport), ref, event["warrant"], now=clock.now())
    return {**ref.to_json(), "warrant": attempt.action, "state": attempt.state.value}
