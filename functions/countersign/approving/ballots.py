"""One answer with those given before it: what it makes of the approval, and what is written of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from countersign.model.approval import ApprovalRequest, ApprovalState, Grant, Vote
from countersign.model.audit import AuditEntry
from countersign.ports import Check, Put, Remove, Write
from countersign.record import keys, votes
from countersign.record.approvals import GRACE, TELL_AGAIN_AFTER, announced, still_open


@dataclass(frozen=True)
class Ballot:
    """`given` still count, `grant` is new, was given with `words`, and counts as long as `conditions` hold."""

    request: ApprovalRequest
    given: Sequence[Grant]
    grant: Grant
    words: str
    conditions: Sequence[Check]

    @property
    def outcome(self) -> ApprovalState:
        """One no is final; a yes is when nobody is needed any more."""
        if any(grant.answer == "reject" for grant in (*self.given, self.grant)):
            return ApprovalState.REJECTED
        return ApprovalState.OPEN if self.still_needed else ApprovalState.APPROVED

    @property
    def still_needed(self) -> dict[str, int]:
        return votes.lacking(self.request.needs, [*self.given, self.grant])

    @property
    def entry(self) -> AuditEntry:
        shown = {name: getattr(self.grant, name) for name in ("answer", "role", "voter", "on_behalf_of", "via")}
        body = announced(self.request, self.request.asked) | shown
        return AuditEntry(
            type="approval.answered",
            actor="record_approval",
            body=body | {"state": self.outcome.value, "answers": self.request.answers + 1},
        )

    def writes(self, signature: str, now: datetime) -> list[Write]:
        """Answer and approval; the count of answers makes two voters at once take turns."""
        request, outcome = self.request, self.outcome
        answered = request.model_copy(update={"state": outcome, "answers": request.answers + 1})
        # Once decided, the sweep makes sure that the waiting workflow was told.
        due_at = request.expires_at + GRACE if outcome is ApprovalState.OPEN else now + TELL_AGAIN_AFTER
        signed = Vote(grant=self.grant, signature=signature, words=self.words)
        writes: list[Write] = [
            Put(keys.vote(request.tenant, request.approval_id, self.grant.voter), signed.to_json()),
            Put(keys.approval(request.tenant, request.approval_id), answered.to_json(), expect=still_open(request), due_at=due_at),
            *self.conditions,
        ]
        if outcome is not ApprovalState.OPEN:
            writes.append(Remove(keys.inbox_entry(request.tenant, request.expires_at, request.approval_id)))
        return writes
