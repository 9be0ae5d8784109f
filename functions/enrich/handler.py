"""enrich: {tenant, case_id} to {tenant, case_id}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.steps.enrich import enrich


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    enrich(
        ref,
        store=hub().store,
        content=hub().content,
        catalogue=hub().catalogue,
        transport=hub().transport,
        playbooks=hub().playbooks,
        now=clock.now(),
    )
    return ref.to_json()
