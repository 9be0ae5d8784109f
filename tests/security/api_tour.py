"""One walk through the whole API: what it is told are the examples of the document. Run as a program, this writes them anew."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.contract.stores.aws import pretended_aws
from tests.integration.deployment import CASE_ID, TENANT, Deployment, sample
from tests.integration.test_handlers import asked
from tests.security.routes import ask, person, routes

from countersign import clock
from countersign.adapters.data_keys import AesDataKey, KmsKeyKeeper
from countersign.adapters.in_memory import InMemoryStore
from countersign.api_document.document import EXAMPLES, OPERATIONS
from countersign.api_document.operation import Audience
from countersign.errors import EffectUnknownError
from countersign.record import keys

ESCALATED: str = sample("escalate")["action"]
ROSA = {"groups": "risk", "username": "rosa", "sub": "5c0a7c1e-3d51-4a0e-8f6d-2b1c9e7d4a60", "email": "rosa@larkfield.example"}
LENA = {"groups": "agent_lead", "username": "lena", "sub": "2d9e4b60-7c15-4f8a-a3b1-9e0d5c6f7a82", "email": "lena@larkfield.example"}
RUI = {"groups": "risk", "username": "rui", "sub": "8e2f5b7d-9a34-4c1f-b0d2-6f3a8c5e1b94", "email": "rui@larkfield.example"}


@dataclass
class Tour:
    """By the names of operations: `told` are bodies and answers, `named` is what an address named."""

    deployment: Deployment
    told: dict[str, Any] = field(default_factory=dict)
    named: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def ask(self, name: str, named: Mapping[str, str] | None = None, body: Any = None, **changes: Any) -> Any:
        """Ask as an operator, or as `claims` say."""
        operation = next(each for each in OPERATIONS if each.name == name)
        route = next(each for each in routes() if (each.method, each.path) == (operation.method, operation.path))
        if operation.audience is Audience.PEOPLE:
            changes["requestContext"] = person(route, **changes.pop("claims", {"groups": "operator,supervisor"}))
        if body is not None:
            self.told[f"{name}.body"] = body
            changes["body"] = json.dumps(body)
        status, answer = ask(self.deployment, route, named or {}, **changes)
        assert status == operation.status, answer
        self.told[name], self.named[name] = answer, named or {}
        return answer


def tour(deployment: Deployment) -> Tour:
    """All that was sent and told. What it did is still there."""
    walk = Tour(deployment)
    walk.ask("receiveWebhook", {"tenant": TENANT, "connector": "sandbox_ticketing"})
    action, _ = asked(deployment)
    action = _edit(walk, action)
    _answer(walk, deployment.store.get(keys.approval_of(TENANT, CASE_ID, action))["approval_id"])
    _lie_with_people(deployment, action)
    _look_at_cases(walk)
    _see_to_what_lies_with_people(walk)
    _find_out(walk, action)
    _disclose_and_erase(walk)
    walk.ask("undoEffect", {"case_id": CASE_ID, "action": action}, {"reason": "The customer keeps the bench after all."}, claims=ROSA)
    _switch(walk)
    _stand_in(walk)
    _look_around(walk)
    walk.ask("plantDrill", body={"kind": "payee-is-not-the-purchaser"})
    walk.ask("listDrills")
    return walk


def _edit(walk: Tour, action: str) -> str:
    """The action that now waits for people, in the place of `action`."""
    change = {"arguments": {"amount_minor": 11_000}, "reason": "The lid is fine."}
    walk.ask("editAction", {"id": CASE_ID, "action": action}, change, claims=LENA)
    drawn, *_ = walk.deployment.call("plan")["actions"]
    for step in ("gate", "request_approval"):
        walk.deployment.call(step, action=drawn)
    return drawn


def _answer(walk: Tour, approval_id: str) -> None:
    walk.ask("listApprovals", queryStringParameters={"limit": "2"})
    shown = walk.ask("showApproval", {"id": approval_id})
    walk.ask("answerApproval", {"id": approval_id}, {"action": shown["action"], "answer": "approve"})


def _lie_with_people(deployment: Deployment, action: str) -> None:
    """An action that was denied, and one that was sent and never answered."""
    deployment.call("escalate")
    deployment.call("gate", action=action)
    deployment.transport.fault("timeout_after_effect", method="POST")
    deployment.transport.fault("error_500", method="GET", times=5)
    with suppress(EffectUnknownError):
        deployment.call("execute", warrant=action)
    deployment.call("measure")


def _look_at_cases(walk: Tour) -> None:
    walk.ask("listCases", queryStringParameters={"day": "2026-11-18"})
    walk.ask("showCase", {"id": CASE_ID})


def _see_to_what_lies_with_people(walk: Tour) -> None:
    which = {"case_id": CASE_ID, "subject": ESCALATED}
    walk.ask("listExceptions", queryStringParameters={"kind": "refusal"})
    version = walk.ask("showException", which)["version"]
    version = walk.ask("assignException", which, {"to": "olga", "version": version})["version"]
    version = walk.ask("commentOnException", which, {"text": "The customer was called back."})["version"]
    walk.ask("resolveException", which, {"resolved": True, "reason": "Agreed by phone on a replacement.", "version": version})


def _find_out(walk: Tour, action: str) -> None:
    walk.ask("listUnknownEffects")
    found = {"happened": True, "vendor_id": "RF-0001"}
    for settler in (RUI, ROSA):
        walk.ask("settleEffect", {"case_id": CASE_ID, "action": action}, found, claims=settler)


def _switch(walk: Tour) -> None:
    which = {"kind": "action", "name": "refund.issue"}
    walk.ask("throwSwitch", which, {"reason": "Refunds look wrong since noon."})
    walk.ask("loosenSwitch", which)
    walk.ask("listSwitches")


def _stand_in(walk: Tour) -> None:
    days = {"starts_at": "2026-11-19T06:00:00Z", "ends_at": "2026-11-23T06:00:00Z"}
    scope = {"roles": ["risk"], "actions": ["refund.issue"], "up_to": {"amount_minor": 200_000, "currency": "EUR"}}
    made = walk.ask("makeDelegation", body={"delegate": "rui", **scope, **days, "reason": "On leave."}, claims=ROSA)
    walk.ask("listDelegations")
    walk.ask("revokeDelegation", {"id": made["delegation_id"]})
    walk.ask("announceAbsence", body=days, claims=ROSA)
    walk.ask("showAbsence", claims=ROSA)
    walk.ask("endAbsence", claims=ROSA)


def _look_around(walk: Tour) -> None:
    walk.ask("search", queryStringParameters={"q": CASE_ID})
    walk.ask("showHealth")
    walk.ask("showPolicies")
    walk.ask("showQuality", queryStringParameters={"days": "7"})
    walk.ask("listDifferences", queryStringParameters={"day": "2026-11-18"})


def _disclose_and_erase(walk: Tour) -> None:
    cora = {"groups": "compliance", "username": "cora", "sub": "f4b7a1c9-5e28-4d36-8c0f-1a9e3d7b6c54", "email": "cora@larkfield.example"}
    walk.ask("showHoldings", body={"customer_id": "CUST-0001"}, claims=cora)
    walk.ask("eraseCustomer", body={"customer_id": "CUST-0001", "reason": "DSR-2026-117"}, claims=cora)
    walk.ask("listErasures", claims=cora)


@contextmanager
def places(folder: Path) -> Iterator[Deployment]:
    """A deployment whose ids are counted rather than drawn, so that the same walk is told the same; with tables in memory, for haste."""
    numbers, rows = count(1), InMemoryStore()
    with pretended_aws(), pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.integration.deployment.create_tables", lambda: rows)
        patched.setattr("countersign.bootstrap.DynamoStore", lambda *_: rows)
        patched.setattr(clock, "new_id", lambda: f"{next(numbers):032x}")
        patched.setattr(clock, "new_secret", lambda: f"{next(numbers):043d}")
        # Salts come of the customer's key, and digests of salts.
        patched.setattr(KmsKeyKeeper, "make", lambda *_: (AesDataKey(bytes(32)), "sample"))
        patched.setattr(KmsKeyKeeper, "unwrap", lambda *_: AesDataKey(bytes(32)))
        yield Deployment(folder, patched)


if __name__ == "__main__":
    with TemporaryDirectory() as temporary, places(Path(temporary)) as deployed:
        for name, told in tour(deployed).told.items():
            (EXAMPLES / f"{name}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
