"""plan: {tenant, case_id} to {tenant, case_id, actions: [digest, ...]}, without those that lie with people."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.plan import left_to_hub, plan


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    proposed = plan(ref, store=hub().store, content=hub().content, catalogue=hub().catalogue, playbooks=hub().playbooks, now=clock.now())
    return {**ref.to_json(), "actions": left_to_hub(hub().store, ref, proposed)}
