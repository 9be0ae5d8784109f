"""gate: {tenant, case_id, action} to {..., verdict, warrant, approval}; the verdict of what is not decided says why."""

from typing import Any

from countersign import clock
from countersign.bootstrap import hub
from countersign.entry import case_ref, step
from countersign.model.decision import Hold, Verdict
from countersign.steps.gate import Gate, gate


@step
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    ref, action = case_ref(event), event["action"]
    decision = gate(Gate(hub().store, hub().bundle, hub().grant_verifier, hub().candidate), ref, action, now=clock.now())
    if isinstance(decision, Hold):
        return {**ref.to_json(), "action": action, "verdict": decision.value, "warrant": None, "approval": None}
    asks = decision.verdict is Verdict.REQUIRE_APPROVAL
    return {
        **ref.to_json(),
        "action": action,
        "verdict": decision.verdict.value,
        "warrant": decision.warrant,
        "approval": {"timeout_seconds": decision.rung_seconds(), "dependents": list(decision.dependents)} if asks else None,
    }
