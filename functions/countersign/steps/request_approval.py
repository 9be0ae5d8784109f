"""request_approval: put the question to people, and keep the task token where nobody can read it."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.errors import ApprovalVoidError, TransientHubError
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.decision import Decision, Verdict
from countersign.ports import Put, Replace, Store, TokenSafe, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.approvals import GRACE, announced, still_open, token_context
from countersign.record.rows import load, load_action

# Answers may come in while the next rung is asked.
ROUNDS = 5


@dataclass(frozen=True)
class Asker:
    """What the step works with."""

    store: Store
    tokens: TokenSafe


def request_approval(hub: Asker, ref: CaseRef, action: str, *, rung: int, task_token: str, new_id: str, now: datetime) -> ApprovalRequest:
    """Ask, or ask the next rung; a repeat for the same action keeps the approval's id and votes and takes the newer token.

    Raises CaseNotFoundError, ActionAlteredError when there is no such question to ask, ApprovalVoidError when the gate has decided
    otherwise meanwhile: a repeated case workflow may be quicker than this one.
    """
    not_after = load_action(hub.store, ref, action).not_after
    decision = load(hub.store, keys.decision(ref.tenant, ref.case_id, action), Decision)
    for _ in range(ROUNDS):
        earlier = _earlier(hub.store, ref, action)
        approval_id = earlier.approval_id if earlier else new_id
        token = hub.tokens.seal(task_token, token_context(ref.tenant, approval_id))
        if earlier is None:
            request = _first(decision, approval_id, token, now, not_after)
        else:
            # A rung that was reached stays: another workflow that begins anew must not take the question from whom it was put to.
            request = earlier.model_copy(update={"rung": max(rung, earlier.rung), "sealed_token": token})
        with suppress(WriteRefusedError):
            if request.state is ApprovalState.OPEN:
                _keep(hub.store, request, earlier, now)
            else:
                _leave_to_sweep(hub.store, request, now)
            return request
    raise TransientHubError("the approval is being answered by others")


def _earlier(store: Store, ref: CaseRef, action: str) -> ApprovalRequest | None:
    pointer = store.get(keys.approval_of(ref.tenant, ref.case_id, action))
    return load(store, keys.approval(ref.tenant, str(pointer["approval_id"])), ApprovalRequest) if pointer else None


def _first(decision: Decision, approval_id: str, token: str, now: datetime, not_after: datetime | None) -> ApprovalRequest:
    """For as long as the policies say, but no longer than the action may be done."""
    if decision.verdict is not Verdict.REQUIRE_APPROVAL or decision.assurance is None:
        raise ApprovalVoidError(f"the gate has decided {decision.verdict}")
    deadline = now + timedelta(seconds=min(need.within_seconds for need in decision.needs))
    return ApprovalRequest(
        tenant=decision.tenant,
        approval_id=approval_id,
        case_id=decision.case_id,
        action=decision.action,
        bundle=decision.bundle,
        needs=decision.needs,
        routes=decision.routes,
        assurance=decision.assurance,
        state=ApprovalState.OPEN,
        rung=0,
        answers=0,
        lapsed=(),
        requested_at=now,
        expires_at=min(deadline, not_after or deadline),
        sealed_token=token,
    )


def _step(request: ApprovalRequest, earlier: ApprovalRequest | None) -> tuple[str, frozenset[str]]:
    """What this asking is, and whom it asks: the groups that join, or else those that were asked before."""
    if earlier is None:
        return "approval.requested", request.asked
    if request.rung == earlier.rung:
        return "approval.asked_again", frozenset()
    present = request.present
    groups = frozenset(group for role, rung in present.items() for group in rung.groups or request.groups(role))
    widened = any(rung.groups or rung.delegates for rung in present.values())
    return ("approval.rerouted" if widened else "approval.reminded"), groups


def _leave_to_sweep(store: Store, request: ApprovalRequest, now: datetime) -> None:
    """Everybody answered before this workflow waited: only who may answer workflows can tell it."""
    store.transact(
        [Put(keys.approval(request.tenant, request.approval_id), request.to_json(), expect={"state": request.state}, due_at=now)]
    )


def _keep(store: Store, request: ApprovalRequest, earlier: ApprovalRequest | None, now: datetime) -> None:
    shown = request.to_json()
    type_, groups = _step(request, earlier)
    entry = AuditEntry(type=type_, actor="request_approval", body=announced(request, groups))
    tenant = request.tenant
    expect = still_open(earlier) if earlier else None
    writes: list[Write] = [Put(keys.approval(tenant, request.approval_id), shown, expect=expect, due_at=request.expires_at + GRACE)]
    pointer = {name: shown[name] for name in ("approval_id", "expires_at", "rung")}
    writes.append(Replace(keys.inbox_entry(tenant, request.expires_at, request.approval_id), pointer))
    if earlier is None:
        writes.append(Put(keys.approval_of(tenant, request.case_id, request.action), {"approval_id": request.approval_id}))
    audit.commit(store, tenant, request.case_id, entry, writes, now=now)
