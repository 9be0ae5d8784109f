"""What the steps around an approval share."""

from collections.abc import Collection
from datetime import timedelta

from pydantic import ValidationError

from countersign.errors import ActionSupersededError, ApprovalRejectedError, ApprovalVoidError, RequestRefusedError
from countersign.model.approval import ApprovalRef, ApprovalRequest, ApprovalState
from countersign.ports import Store, TokenSafe, WaitOverError, Workflows
from countersign.record import keys
from countersign.record.rows import find

# A grant outlives the question by this much: the answer may come in the last second, and the gate decides after it.
GRACE = timedelta(minutes=10)
TELL_AGAIN_AFTER = timedelta(seconds=60)
_REFUSALS = {
    ApprovalState.REJECTED: ApprovalRejectedError,
    ApprovalState.EXPIRED: ApprovalVoidError,
    ApprovalState.VOID: ActionSupersededError,
}


def named_approval(store: Store, tenant: str, approval_id: str) -> ApprovalRequest:
    """The request a link names; raises RequestRefusedError (404) alike for none, for another tenant's and for what is no id (I13)."""
    absent = RequestRefusedError(404, "There is no such approval.")
    try:
        ref = ApprovalRef(tenant=tenant, approval_id=approval_id)
    except ValidationError:
        raise absent from None
    request = find(store, keys.approval(ref.tenant, ref.approval_id), ApprovalRequest)
    if request is None:
        raise absent
    return request


def token_context(tenant: str, approval_id: str) -> dict[str, str]:
    """What a sealed token is bound to: it opens for this approval only."""
    return {"tenant": tenant, "approval": approval_id}


def still_open(request: ApprovalRequest) -> dict[str, object]:
    """The condition that nobody answered, ended or escalated the request, and no answer lapsed, since it was read."""
    return {"state": ApprovalState.OPEN.value, "answers": request.answers, "lapsed": list(request.lapsed), "rung": request.rung}


def announced(request: ApprovalRequest, groups: Collection[str]) -> dict[str, object]:
    """What each event about an approval tells: where it stands, and which groups it concerns. Messages to people are made of it."""
    shown = request.to_json()
    return {name: shown[name] for name in ("approval_id", "action", "needs", "rung", "expires_at")} | {"groups": sorted(groups)}


def answer_workflow(tokens: TokenSafe, workflows: Workflows, request: ApprovalRequest, outcome: ApprovalState) -> bool:
    """Tell the waiting workflow how it ended. False if none waits: it was told before, went on by its deadline, or was lost.

    True where none was ever to wait, for then nothing is to go on in its place either.
    """
    if not request.sealed_token:
        return True
    token = tokens.open(request.sealed_token, token_context(request.tenant, request.approval_id))
    try:
        if outcome is ApprovalState.APPROVED:
            workflows.resume(token, {"tenant": request.tenant, "case_id": request.case_id, "action": request.action})
        else:
            workflows.refuse(token, refusal(outcome))
    except WaitOverError:
        return False
    return True


def refusal(outcome: ApprovalState) -> str:
    """The error by which a workflow learns of a no."""
    return _REFUSALS[outcome].__name__
