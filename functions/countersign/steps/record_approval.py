"""record_approval: one person's answer to exactly one action, signed; with the last one needed, the waiting workflow goes on."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from countersign.approving.electorate import confirmed, lapsed
from countersign.approving.mandates import Authority, Mandate, mandate, require_free, require_unconcerned
from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, ApprovalState, Grant, SignedGrant, Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.frozen import Digest, Frozen
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Put, Remove, Signer, Store, TokenSafe, Workflows, Write, WriteRefusedError
from countersign.record import audit, keys, votes
from countersign.record.approvals import GRACE, TELL_AGAIN_AFTER, answer_workflow, named_approval, still_open
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
    directory: Directory


def record_approval(hub: Registrar, approval_id: str, voter: Voter, answer: Answer, *, now: datetime) -> Recorded:
    """Record one answer; the same answer by the same account again changes nothing and tells where the approval stands.

    Raises RequestRefusedError: 404 for an approval this tenant does not have, 403 for somebody who may not answer, 409 for one that is
    over or that the person has answered otherwise, or whose action is not the one shown, 422 for a no without a reason.
    """
    for _ in range(ROUNDS):
        with suppress(WriteRefusedError):
            return _record(hub, approval_id, voter, answer, now)
    raise RequestRefusedError(409, "Others are answering at the same moment. Look again.", state="CHANGED")


def _record(hub: Registrar, approval_id: str, voter: Voter, answer: Answer, now: datetime) -> Recorded:
    """One try; raises WriteRefusedError when somebody else answered since the request was read."""
    request = named_approval(hub.store, voter.tenant, approval_id)
    cast = [signed.grant for signed in votes.cast(hub.store, request)]
    given = votes.standing(cast, request)
    if _is_repeated(cast, voter, answer):
        return _recorded(request, given, _state(request, now))
    action = _shown_action(hub.store, request, answer, now)
    voter = confirmed(hub.directory, voter)
    require_free(request, voter, cast)
    require_unconcerned(hub.store, hub.directory, action, voter)
    right = mandate(request, given, [Authority(voter.groups)])
    grant = _grant(request, voter, answer, right, key_id=hub.signer.key_id, now=now)
    outcome = _outcome(request, [*given, grant])
    if outcome is ApprovalState.APPROVED and (gone := tuple(lapsed(hub.directory, request, given))):
        _strike(hub.store, request, gone, now)
        return _record(hub, approval_id, voter, answer, now)
    _keep(hub, request, grant, outcome, now)
    if outcome is not ApprovalState.OPEN:
        answer_workflow(hub.tokens, hub.workflows, request, outcome)
    return _recorded(request, [*given, grant], outcome)


def _is_repeated(cast: Sequence[Grant], voter: Voter, answer: Answer) -> bool:
    """Whether this is the same click once more: a person's second, or a browser's."""
    same = (voter.subject, answer.answer, answer.action)
    return any((grant.voter, grant.answer, grant.action) == same for grant in cast)


def _recorded(request: ApprovalRequest, grants: Sequence[Grant], state: ApprovalState) -> Recorded:
    return Recorded(approval_id=request.approval_id, state=state, still_needed=votes.lacking(request.needs, grants))


def _state(request: ApprovalRequest, now: datetime) -> ApprovalState:
    """By the clock, not by a job that tidies up (I6)."""
    return ApprovalState.EXPIRED if request.state is ApprovalState.OPEN and now >= request.expires_at else request.state


def _shown_action(store: Store, request: ApprovalRequest, answer: Answer, now: datetime) -> ProposedAction:
    """The action as it is now, which must be the one that was shown, and still be asked about."""
    state = _state(request, now)
    if state is not ApprovalState.OPEN:
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


def _grant(request: ApprovalRequest, voter: Voter, answer: Answer, right: Mandate, *, key_id: str, now: datetime) -> Grant:
    principal = right.authority.principal
    return Grant(
        approval_id=request.approval_id,
        tenant=request.tenant,
        case_id=request.case_id,
        action=request.action,
        bundle=request.bundle,
        answer=answer.answer,
        role=right.role,
        voter=voter.subject,
        voter_name=voter.name,
        person=voter.person,
        on_behalf_of=principal.subject if principal else None,
        on_behalf_of_name=principal.name if principal else None,
        on_behalf_of_person=principal.person if principal else None,
        groups=right.authority.groups,
        methods=voter.methods,
        via=voter.via,
        authenticated_at=voter.authenticated_at,
        answered_at=now,
        expires_at=request.expires_at + GRACE,
        reason=answer.reason.strip(),
        key_id=key_id,
    )


def _outcome(request: ApprovalRequest, grants: Sequence[Grant]) -> ApprovalState:
    if any(grant.answer == "reject" for grant in grants):
        return ApprovalState.REJECTED
    return ApprovalState.OPEN if votes.lacking(request.needs, grants) else ApprovalState.APPROVED


def _strike(store: Store, request: ApprovalRequest, gone: tuple[str, ...], now: datetime) -> None:
    """The answers of those who left stay on the record, and do not count."""
    struck = request.model_copy(update={"lapsed": (*request.lapsed, *gone)})
    key = keys.approval(request.tenant, request.approval_id)
    body = {"approval_id": request.approval_id, "action": request.action, "voters": list(gone)}
    entry = AuditEntry(type="approval.lapsed", actor="record_approval", body=body)
    row = Put(key, struck.to_json(), expect=still_open(request), due_at=request.expires_at + GRACE)
    audit.commit(store, request.tenant, request.case_id, entry, [row], now=now)


def _keep(hub: Registrar, request: ApprovalRequest, grant: Grant, outcome: ApprovalState, now: datetime) -> None:
    """Answer, approval and audit row in one transaction; the count of answers makes two voters at once take turns."""
    signed = SignedGrant(grant=grant, signature=b64encode(hub.signer.sign(votes.grant_message(grant))).decode())
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
    audit.commit(hub.store, request.tenant, request.case_id, entry, writes, now=now)
