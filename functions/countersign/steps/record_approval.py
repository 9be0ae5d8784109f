"""record_approval: one person's answer to exactly one action, signed; with the last one needed, the waiting workflow goes on."""

from base64 import b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from countersign.approving.attention import answered, entries
from countersign.approving.ballots import Ballot
from countersign.approving.care import shipped
from countersign.approving.drills import drill_of, told_after
from countersign.approving.electorate import confirmed, lapsed
from countersign.approving.entitled import entitlement
from countersign.approving.mandates import Mandate
from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.approval import ApprovalRequest, ApprovalState, Grant, Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.commitment import committed
from countersign.model.frozen import Digest, Frozen
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Put, Signer, Store, TokenSafe, Workflows, Write, WriteRefusedError
from countersign.record import audit, keys, switches, votes
from countersign.record.approvals import GRACE, announced, answer_workflow, named_approval, still_open
from countersign.record.rows import load_action

YesOrNo = Literal["approve", "reject"]
REASON_LENGTH = 500
ROUNDS = 5


class Answer(Frozen):
    """What the approver sends: the digest that was shown, a yes or a no, and for a no the reason."""

    action: Digest
    answer: YesOrNo
    reason: str = ""


class Recorded(Frozen):
    """Where the approval stands after the answer. `note` tells the person who answered it that the question was a check."""

    approval_id: str
    state: ApprovalState
    still_needed: dict[str, int]
    note: str | None = None


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
            if recorded := _record(hub, approval_id, voter, answer, now):
                return recorded
    raise RequestRefusedError(409, "Others are answering at the same moment. Look again.", state="CHANGED")


def _record(hub: Registrar, approval_id: str, voter: Voter, answer: Answer, now: datetime) -> Recorded | None:
    """One try; raises WriteRefusedError when somebody else answered since the request was read, None when earlier answers lapsed."""
    request = named_approval(hub.store, voter.tenant, approval_id)
    cast = [signed.grant for signed in votes.cast(hub.store, request)]
    given = votes.standing(cast, request)
    if _is_repeated(cast, voter, answer):
        note = told_after(drill_of(hub.store, request), answer.answer)
        still_needed = votes.lacking(request.needs, given)
        return Recorded(approval_id=approval_id, state=_state(request, now), still_needed=still_needed, note=note)
    action = _shown_action(hub.store, request, answer, now)
    voter = confirmed(hub.directory, voter)
    right = entitlement(hub.store, hub.directory, request, action, voter, now=now)
    if answer.answer == "approve":
        _require_yes(hub.store, request, action, voter, now)
    drill = drill_of(hub.store, request)
    # Nobody needs to know why somebody saw through a check, and there is no customer under whose key it would lie.
    words = "" if drill else answer.reason.strip()
    reason = committed(action.salt, "reason", words) if words else None
    grant = _grant(request, voter, answer.answer, reason, right, key_id=hub.signer.key_id, now=now)
    ballot = Ballot(request, given, grant, words, right.authority.conditions)
    if ballot.outcome is ApprovalState.APPROVED and (gone := tuple(lapsed(hub.directory, request, given))):
        _strike(hub.store, request, gone, now)
        return None
    entry = answered(hub.store, request, action, grant, is_check=drill is not None)
    _keep(hub, ballot, entries(request.tenant, entry, shipped().haste), now)
    if ballot.outcome is not ApprovalState.OPEN:
        answer_workflow(hub.tokens, hub.workflows, request, ballot.outcome)
    note = told_after(drill, answer.answer)
    return Recorded(approval_id=approval_id, state=ballot.outcome, still_needed=ballot.still_needed, note=note)


def _is_repeated(cast: Sequence[Grant], voter: Voter, answer: Answer) -> bool:
    """Whether this is the same click once more: a person's second, or a browser's."""
    same = (voter.subject, answer.answer, answer.action)
    return any((grant.voter, grant.answer, grant.action) == same for grant in cast)


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


def _require_yes(store: Store, request: ApprovalRequest, action: ProposedAction, voter: Voter, now: datetime) -> None:
    """What a yes takes besides. A no stops something, so it is taken at any time and from anybody who may answer."""
    if any(switches.thrown(store, action).values()):
        # The gate would refuse what people approved, and the question would be lost: it can wait for the switch.
        raise RequestRefusedError(409, "This kind of work is switched off. Say yes when it is on again, or no now.", state="SWITCHED")
    lacking = request.assurance.lacking(voter, now)
    if lacking == "second_factor":
        raise RequestRefusedError(403, "A yes to this takes a second factor. Set one up, and sign in again.", sign_in=lacking)
    if lacking is not None:
        raise RequestRefusedError(403, "A yes to this takes a sign-in that is newer. Sign in, and answer there.", sign_in=lacking)


def _grant(
    request: ApprovalRequest, voter: Voter, answer: YesOrNo, reason: str | None, right: Mandate, *, key_id: str, now: datetime
) -> Grant:
    principal = right.authority.principal
    return Grant(
        approval_id=request.approval_id,
        tenant=request.tenant,
        case_id=request.case_id,
        action=request.action,
        bundle=request.bundle,
        answer=answer,
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
        reason=reason,
        key_id=key_id,
    )


def _strike(store: Store, request: ApprovalRequest, gone: tuple[str, ...], now: datetime) -> None:
    """The answers of those who left stay on the record, and do not count."""
    struck = request.model_copy(update={"lapsed": (*request.lapsed, *gone)})
    key = keys.approval(request.tenant, request.approval_id)
    body = announced(request, request.asked) | {"voters": list(gone)}
    entry = AuditEntry(type="approval.lapsed", actor="record_approval", body=body)
    row = Put(key, struck.to_json(), expect=still_open(request), due_at=request.expires_at + GRACE)
    audit.commit(store, request.tenant, request.case_id, entry, [row], now=now)


def _keep(hub: Registrar, ballot: Ballot, beside: Sequence[Write], now: datetime) -> None:
    """Answer, approval and audit row in one transaction, with what is kept `beside` the record."""
    request = ballot.request
    signature = b64encode(hub.signer.sign(votes.grant_message(ballot.grant))).decode()
    audit.commit(hub.store, request.tenant, request.case_id, ballot.entry, [*ballot.writes(signature, now), *beside], now=now)
