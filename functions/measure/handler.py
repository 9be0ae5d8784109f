"""measure: {tenant, case_id} to {tenant, case_id, end_state}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.measure import measure


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    case = measure(ref, store=hub().blind_store, now=clock.now())
    return {**ref.to_json(), "end_state": case.state.value}
