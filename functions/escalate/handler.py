"""escalate: {tenant, case_id, action, reason, warrant} to {tenant, case_id, warrant}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.escalate import escalate


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    escalate(ref, action=event["action"], reason=event["reason"], store=hub().blind_store, now=clock.now())
    return {**ref.to_json(), "warrant": event["warrant"]}
