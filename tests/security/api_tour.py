"""One walk through the whole API: what it is told are the examples of the document. Run as a program, this writes them anew."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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
from countersign.api_document.document import EXAMPLES, OPERATIONS
from countersign.api_document.operation import Audience
from countersign.errors import EffectUnknownError
from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, AttemptState
from countersign.ports import Put
from countersign.record import keys
from countersign.record.escalations import listed

ESCALATED: str = sample("escalate")["action"]
ROSA = {"groups": "risk", "username": "rosa", "sub": "5c0a7c1e-3d51-4a0e-8f6d-2b1c9e7d4a60", "email": "rosa@larkfield.example"}
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
    action, approval_id = asked(deployment)
    _answer(walk, approval_id)
    _lie_with_people(deployment, action)
    _look_at_cases(walk)
    _see_to_what_lies_with_people(walk)
    _find_out(walk, action)
    _switch(walk)
    _stand_in(walk)
    _look_around(walk)
    return walk


def _answer(walk: Tour, approval_id: str) -> None:
    walk.ask("listApprovals", queryStringParameters={"limit": "2"})
    shown = walk.ask("showApproval", {"id": approval_id})
    walk.ask("answerApproval", {"id": approval_id}, {"action": shown["action"], "answer": "approve"})


def _lie_with_people(deployment: Deployment, action: str) -> None:
    """An action that was denied, and one that was sent and never answered."""
    deployment.call("escalate")
    attempt = Attempt(
        action=action,
        epoch=1,
        state=AttemptState.UNKNOWN,
        opened_at=deployment.now,
        lease_until=deployment.now,
        vendor_id=None,
        result={},
        error="timeout: the system did not answer.",
    )
    ref = CaseRef(tenant=TENANT, case_id=CASE_ID)
    lies_with_people = listed(ref, action, EffectUnknownError.__name__, deployment.now)
    deployment.store.transact([Put(keys.attempt(TENANT, CASE_ID, action), attempt.to_json()), *lies_with_people])
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
    effect = {"case_id": CASE_ID, "action": action}
    for settler in (RUI, ROSA):
        walk.ask("settleEffect", effect, found, claims=settler)
    walk.ask("undoEffect", effect, {"reason": "The customer keeps the bench after all."}, claims=ROSA)


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
    walk.ask("listDifferences", queryStringParameters={"day": "2026-11-18"})


@contextmanager
def places(folder: Path) -> Iterator[Deployment]:
    """A deployment whose ids are counted rather than drawn, so that the same walk is told the same."""
    numbers = count(1)
    with pretended_aws(), pytest.MonkeyPatch.context() as patched:
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
