"""request_approval: {tenant, case_id, action, rung, task_token}; answers through the task token, later."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.request_approval import Asker, request_approval


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    request_approval(
        Asker(hub().store, hub().tokens),
        ref,
        event["action"],
        rung=event["rung"],
        task_token=event["task_token"],
        new_id=clock.new_id(),
        now=clock.now(),
    )
    return ref.to_json()
