"""triage: {tenant, case_id} to {tenant, case_id, intent}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.triage import triage


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    assessment = triage(ref, store=hub().store, content=hub().content, model=hub().intents, now=clock.now())
    return {**ref.to_json(), "intent": assessment.intent}
