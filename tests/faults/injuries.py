"""What may be done to a running hub from outside, each a numbered row of faults: repeated, altered, forged, switched, lost."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from tests.builders import TENANT, make_voter
from tests.fakes import LocalKey
from tests.faults.hub import OURS_FAILED, RunningHub

from countersign.errors import RequestRefusedError
from countersign.model.approval import ApprovalRequest
from countersign.model.case import CaseRef
from countersign.ports import Replace, Table
from countersign.record import keys
from countersign.record.rows import find
from countersign.steps.record_approval import Answer, Registrar, record_approval

Injury = Callable[[RunningHub], bool]
VENDOR = ("timeout_after_effect", "error_500", "error_500_after_effect", "rate_limit_429", "reset", "truncated", "wrong_json")


def started_again(hub: RunningHub) -> bool:
    """The workflow of a case is delivered twice."""
    ref = _any_case(hub)
    if ref is None:
        return False
    hub.workflows.start_case(ref.tenant, ref.case_id)
    return True


def bundle_changes(hub: RunningHub) -> bool:
    """A new bundle is pointed to; the gate comes with it a minute later."""
    digest = sha256(hub.world.bundle.digest.encode()).hexdigest()
    hub.witness.transact([Replace(keys.bundle_pointer(TENANT), {"digest": digest})])
    hub.agenda.after(60, lambda: setattr(hub.world, "bundle", replace(hub.world.bundle, digest=digest)))
    return True


def switch_thrown(hub: RunningHub) -> bool:
    """And loosened half an hour later."""
    kind, name = hub.random.choice((("tenant", TENANT), ("connector", "sandbox_payments"), ("action", "refund.issue")))
    row = {"kind": kind, "name": name, "by": "olga", "reason": "drill", "at": "2026-11-18T12:00:00Z"}
    key = keys.switch(TENANT, kind, name)
    hub.witness.transact([Replace(key, row | {"thrown": True})])
    hub.agenda.after(1800, lambda: hub.witness.transact([Replace(key, row | {"thrown": False})]))
    return True


def action_altered(hub: RunningHub) -> bool:
    """A stored action is changed behind the hub's back: another amount, recipient or address."""
    actions = hub.witness.rows("ACTION#")
    if not actions:
        return False
    key, row = hub.random.choice(actions)
    request = row["request"]
    altered = hub.random.choice(
        (
            {"recipient": "CUST-0666"},
            {"request": request | {"path": "/refunds/elsewhere"}},
            {"request": request | {"body": (request["body"] or "").replace("0", "9")}},
        )
    )
    hub.witness.inner.transact([Replace(key, row | altered)])
    return True


def grant_forged(hub: RunningHub) -> bool:
    """A yes that nobody gave, under a key that is not the hub's, put where answers lie."""
    request = _open_request(hub)
    if request is None:
        return False
    groups = next(iter(request.routes.values()))[0].groups
    mallory = make_voter("mallory", *groups)
    hub.employ(mallory)
    forger = Registrar(_Unrecorded(hub), LocalKey(), hub.world.tokens, hub.workflows, hub.staff)
    given = Answer.from_json({"action": request.action, "answer": "approve"})
    try:
        record_approval(forger, request.approval_id, mallory, given, now=hub.world.now)
    except RequestRefusedError:
        return False
    except OURS_FAILED:
        # The answer lies there; only the forger was not told.
        return True
    return True


def grant_copied(hub: RunningHub) -> bool:
    """A genuine yes to one question is copied to another."""
    request = _open_request(hub)
    votes = [row for _, row in hub.witness.rows("VOTE#") if request and row["grant"]["approval_id"] != request.approval_id]
    if request is None or not votes:
        return False
    row = hub.random.choice(votes)
    hub.witness.inner.transact([Replace(keys.vote(TENANT, request.approval_id, row["grant"]["voter"]), row)])
    return True


def token_stolen(hub: RunningHub) -> bool:
    """Somebody tells a waiting workflow that it was approved."""
    request = _open_request(hub)
    if request is None:
        return False
    hub.workflows.resume_with_a_stolen_token({"tenant": request.tenant, "case_id": request.case_id, "action": request.action})
    return True


def clicked_by_others(hub: RunningHub) -> bool:
    """Somebody without the role, somebody of another tenant, somebody who looks at another action."""
    request = _open_request(hub)
    if request is None:
        return False
    stranger = hub.random.choice((make_voter("tom", "agents"), make_voter("sam", "supervisor", tenant="other"), make_voter("ona", "risk")))
    shown = hub.random.choice((request.action, "f" * 64))
    hub.insistently(lambda: hub.vote(request, stranger, action=shown))
    return True


def approver_locked_out(hub: RunningHub) -> bool:
    """And let in again half an hour later; whoever counted an answer meanwhile, did not count theirs."""
    voters = sorted({row["grant"]["voter_name"] for _, row in hub.witness.rows("VOTE#")})
    account = hub.staff.find(TENANT, hub.random.choice(voters)) if voters else None
    if account is None:
        return False
    hub.staff.put(account.model_copy(update={"enabled": False}))
    hub.agenda.after(1800, lambda: hub.staff.put(account))
    return True


def executions_vanish(hub: RunningHub) -> bool:
    """All that wait for people are gone."""
    return hub.workflows.lose_all_that_waits() > 0


def edited(hub: RunningHub) -> bool:
    """A team lead wants another sum than is asked about."""
    request = _open_request(hub)
    if request is None:
        return False
    ref, sums = CaseRef(tenant=request.tenant, case_id=request.case_id), (5_000, 11_000, 50_000, 150_000)
    hub.insistently(lambda: hub.edit(ref, request.action, make_voter("lena", "agent_lead"), amount_minor=hub.random.choice(sums)))
    return True


def undone(hub: RunningHub) -> bool:
    """A team lead wants a refund back that was done."""
    refunds = {action.digest: action for action in hub.witness.proposed.values() if action.name == "refund.issue"}
    done = [row["action"] for _, row in hub.witness.rows("ATTEMPT#") if row["state"] == "DONE" and row["action"] in refunds]
    if not done:
        return False
    refund = refunds[hub.random.choice(done)]
    ref = CaseRef(tenant=refund.tenant, case_id=refund.case_id)
    hub.insistently(lambda: hub.world.undo(ref, refund.digest, make_voter("lena", "agent_lead")))
    return True


def vendor_fails(hub: RunningHub) -> bool:
    method = hub.random.choice(("POST", "POST", "GET"))
    hub.world.transport.fault(hub.random.choice(VENDOR), method=method, times=hub.random.choice((1, 1, 2, 5)))
    return True


def swept_at_once(hub: RunningHub) -> bool:
    """Two sweeps at the same moment."""
    for _ in range(2):
        try:
            hub.world.sweep()
        except OURS_FAILED:
            return True
    return True


INJURIES: Mapping[str, Injury] = {
    "case started twice": started_again,
    "bundle changes in mid-case": bundle_changes,
    "switch thrown in mid-case": switch_thrown,
    "stored action altered": action_altered,
    "grant forged": grant_forged,
    "grant copied": grant_copied,
    "task token stolen": token_stolen,
    "strangers click": clicked_by_others,
    "approver locked out": approver_locked_out,
    "waiting executions vanish": executions_vanish,
    "action edited": edited,
    "refund wanted back": undone,
    "vendor fails": vendor_fails,
    "two sweeps at once": swept_at_once,
}


class _Unrecorded:
    """A store of somebody who reaches the rows of approvals only: answer and outcome are put there, and nothing else."""

    def __init__(self, hub: RunningHub) -> None:
        self._store = hub.witness.inner

    def transact(self, writes: list[Any]) -> None:
        self._store.transact([write for write in writes if "|approval|" in write.key.partition])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def _any_case(hub: RunningHub) -> CaseRef | None:
    return hub.random.choice(hub.accepted) if hub.accepted else None


def _open_request(hub: RunningHub) -> ApprovalRequest | None:
    inbox = hub.witness.query(Table.STATE, keys.inbox(TENANT))
    if not inbox:
        return None
    approval_id = str(hub.random.choice(inbox)["approval_id"])
    return find(hub.witness, keys.approval(TENANT, approval_id), ApprovalRequest)
