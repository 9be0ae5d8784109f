"""record_approval: one person's answer to exactly one action, signed; with the last one needed, the waiting workflow goes on."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, ApprovalState, Grant, SignedGrant, Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.frozen import Digest, Frozen
from countersign.model.plan import ProposedAction
from countersign.ports import Put, Remove, Signer, Store, TokenSafe, Workflows, Write, WriteRefusedError
from countersign.record import audit, keys, votes
from countersign.record.approvals import GRACE, TELL_AGAIN_AFTER, answer_workflow, named_approval, still_open
from countersign.record.concerned import is_concerned
from countersign.record.rows import load_action

REASON_LENGTH = 500
ROUNDS = 5


class Answer(Frozen):
    """What the approver sends: the digest that was shown, a yes or a no, and for a no the reason."""

    action: Digest
    answer: Literal["approve", "reject"]
    reason: str = ""


class Recorded(Frozen):
    """Where the approval stands after the answer."""

    approval_id: str
    state: ApprovalState
    still_needed: dict[str, int]


@dataclass(frozen=True)
class Registrar:
    """What the step works with."""

    store: Store
    signer: Signer
    tokens: TokenSafe
    workflows: Workflows


def record_approval(hub: Registrar, approval_id: str, voter: Voter, answer: Answer, *, now: datetime) -> Recorded:
    """Record one answer.

    Raises RequestRefusedError: 404 for an approval this tenant does not have, 403 for somebody who may not answer, 409 for one that is
    over or that the person has answered, or whose action is not the one shown, 422 for a no without a reason.
    """
    for _ in range(ROUNDS):
        with suppress(WriteRefusedError):
            return _record(hub, approval_id, voter, answer, now)
    raise RequestRefusedError(409, "Others are answering at the same moment. Look again.", state="CHANGED")


def _record(hub: Registrar, approval_id: str, voter: Voter, answer: Answer, now: datetime) -> Recorded:
    """One try; raises WriteRefusedError when somebody else answered since the request was read."""
    request = named_approval(hub.store, voter.tenant, approval_id)
    action = _shown_action(hub.store, request, answer, now)
    given = [item.grant for item in votes.cast(hub.store, request)]
    role = _role(hub.store, request, action, voter, given)
    signed = _sign(hub.signer, request, voter, answer, role, now=now)
    outcome = _outcome(request, [*given, signed.grant])
    _keep(hub.store, request, signed, outcome, now)
    if outcome is not ApprovalState.OPEN:
        answer_workflow(hub.tokens, hub.workflows, request, outcome)
    return Recorded(approval_id=approval_id, state=outcome, still_needed=_still_needed(request, [*given, signed.grant]))


def _shown_action(store: Store, request: ApprovalRequest, answer: Answer, now: datetime) -> ProposedAction:
    """The action as it is now, which must be the one that was shown, and still be asked about."""
    if request.state is not ApprovalState.OPEN or now >= request.expires_at:
        state = request.state if request.state is not ApprovalState.OPEN else ApprovalState.EXPIRED
        raise RequestRefusedError(409, f"This approval is over: {state}.", state=state)
    if answer.answer == "reject" and not answer.reason.strip():
        raise RequestRefusedError(422, "A no needs a reason.")
    if len(answer.reason) > REASON_LENGTH:
        raise RequestRefusedError(422, f"The reason is longer than {REASON_LENGTH} characters.")
    try:
        action = load_action(store, CaseRef(tenant=request.tenant, case_id=request.case_id), request.action)
    except ActionAlteredError:
        raise RequestRefusedError(409, "The action was altered after it was proposed. It cannot be approved.", state="ALTERED") from None
    if answer.action != request.action:
        raise RequestRefusedError(409, "The answer is about another action than the one that is asked about.", state=request.state)
    return action


def _role(store: Store, request: ApprovalRequest, action: ProposedAction, voter: Voter, given: Sequence[Grant]) -> str:
    """The needed role this person may answer for, and nobody has filled yet."""
    if voter.subject in {grant.voter for grant in given}:
        raise RequestRefusedError(409, "You have answered already. Another person has to.", state=request.state)
    if is_concerned(store, action, voter):
        raise RequestRefusedError(403, "You asked for this or would gain by it. Another person has to answer.")
    eligible = [need for need in request.needs if request.groups(need.role) & set(voter.groups)]
    if not eligible:
        roles = ", ".join(need.role for need in request.needs)
        raise RequestRefusedError(403, f"This needs: {roles}. You are in none of the groups that may answer now.")
    counts = votes.per_role(given)
    return next((need.role for need in eligible if counts.get(need.role, 0) < need.count), eligible[0].role)


def _sign(signer: Signer, request: ApprovalRequest, voter: Voter, answer: Answer, role: str, *, now: datetime) -> SignedGrant:
    grant = Grant(
        approval_id=request.approval_id,
        tenant=request.tenant,
        case_id=request.case_id,
        action=request.action,
        bundle=request.bundle,
        answer=answer.answer,
        role=role,
        voter=voter.subject,
        voter_name=voter.name,
        person=voter.person,
        on_behalf_of=None,
        groups=voter.groups,
        methods=voter.methods,
        via=voter.via,
        authenticated_at=voter.authenticated_at,
        answered_at=now,
        expires_at=request.expires_at + GRACE,
        reason=answer.reason.strip(),
        key_id=signer.key_id,
    )
    return SignedGrant(grant=grant, signature=b64encode(signer.sign(votes.grant_message(grant))).decode())


def _outcome(request: ApprovalRequest, grants: Sequence[Grant]) -> ApprovalState:
    if any(grant.answer == "reject" for grant in grants):
        return ApprovalState.REJECTED
    return ApprovalState.APPROVED if votes.satisfied(request.needs, votes.per_role(grants)) else ApprovalState.OPEN


def _still_needed(request: ApprovalRequest, grants: Sequence[Grant]) -> dict[str, int]:
    counts = votes.per_role(grants)
    return {need.role: need.count - counts.get(need.role, 0) for need in request.needs if need.count > counts.get(need.role, 0)}


def _keep(store: Store, request: ApprovalRequest, signed: SignedGrant, outcome: ApprovalState, now: datetime) -> None:
    """Answer, approval and audit row in one transaction; the count of answers makes two voters at once take turns."""
    grant = signed.grant
    answered = request.model_copy(update={"state": outcome, "answers": request.answers + 1})
    key = keys.approval(request.tenant, request.approval_id)
    # Once decided, the sweep makes sure that the waiting workflow was told.
    due_at = request.expires_at + GRACE if outcome is ApprovalState.OPEN else now + TELL_AGAIN_AFTER
    writes: list[Write] = [
        Put(keys.vote(request.tenant, request.approval_id, grant.voter), signed.to_json()),
        Put(key, answered.to_json(), expect=still_open(request), due_at=due_at),
        *([Remove(keys.inbox_entry(request.tenant, request.expires_at, request.approval_id))] if outcome is not ApprovalState.OPEN else []),
    ]
    shown = ("approval_id", "action", "answer", "role", "voter")
    body = {name: getattr(grant, name) for name in shown} | {"state": outcome.value, "answers": answered.answers}
    entry = AuditEntry(type="approval.answered", actor="record_approval", body=body)
    audit.commit(store, request.tenant, request.case_id, entry, writes, now=now)
