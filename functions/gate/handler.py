"""gate: {tenant, case_id, action} to {..., verdict, warrant, approval}."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.model.decision import Verdict
from countersign.steps.gate import Gate, gate


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref = case_ref(event)
    decision = gate(Gate(hub().store, hub().bundle, hub().grant_verifier, hub().candidate), ref, event["action"], now=clock.now())
    asks = decision.verdict is Verdict.REQUIRE_APPROVAL
    return {
        **ref.to_json(),
        "action": decision.action,
        "verdict": decision.verdict.value,
        "warrant": decision.warrant,
        "approval": {"timeout_seconds": decision.rung_seconds()} if asks else None,
    }
