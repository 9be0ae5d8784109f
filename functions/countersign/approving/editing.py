"""Wanting something else done than one is asked about: a new proposal, which goes through the gate like every other.

The approval ends at once, so no vote that was given to the one action counts for the other (I4). What the connector makes of the new
arguments is plan's to say; here they are held to the schemas that the action carries.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from countersign.approving.electorate import confirmed
from countersign.approving.entitled import entitled
from countersign.approving.mandates import require_unconcerned
from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.amendment import Changed, Edit, Edited
from countersign.model.approval import ApprovalRequest, ApprovalState, Voter
from countersign.model.audit import AuditEntry
from countersign.model.case import CaseRef
from countersign.model.commitment import committed
from countersign.model.outcome import Escalation
from countersign.model.plan import ProposedAction
from countersign.model.settlement import EffectRef
from countersign.ports import Directory, Put, Remove, Store, TokenSafe, Workflows, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.approvals import answer_workflow, still_open
from countersign.record.reopening import reopened
from countersign.record.rows import find, load, load_action

AGENT_LEAD = "agent_lead"
MOST_EDITS = 5
ROUNDS = 5


@dataclass(frozen=True)
class Editor:
    """What an edit works with."""

    store: Store
    tokens: TokenSafe
    workflows: Workflows
    directory: Directory

    def edit(self, person: Voter, case_id: str, action: str, changed: Changed, *, now: datetime) -> Edited:
        """Put another action in the place of one that waits for approval; its case's workflow begins anew and takes it from there.

        Raises RequestRefusedError: 404 for an action that nobody was asked about in this tenant, 403 for somebody who may neither answer
        nor leads a team, 409 for an approval that is over and for an action edited too often, 422 for arguments that do not fit.
        """
        for _ in range(ROUNDS):
            request, asked = self._asked(person.tenant, case_id, action, now)
            edit = self._edit(self._allowed(person, request, asked, now), asked, changed, now)
            with suppress(WriteRefusedError):
                self._keep(request, asked, edit)
                return Edited(approval_id=request.approval_id, action=action, number=edit.number, state=ApprovalState.VOID)
        raise RequestRefusedError(409, "Others are answering at the same moment. Look again.", state="CHANGED")

    def _asked(self, tenant: str, case_id: str, action: str, now: datetime) -> tuple[ApprovalRequest, ProposedAction]:
        absent = RequestRefusedError(404, "There is no such action that waits for approval.")
        try:
            ref = EffectRef(tenant=tenant, case_id=case_id, action=action)
        except ValidationError:
            raise absent from None
        pointer = self.store.get(keys.approval_of(ref.tenant, ref.case_id, ref.action))
        if pointer is None:
            raise absent
        request = load(self.store, keys.approval(ref.tenant, str(pointer["approval_id"])), ApprovalRequest)
        state = ApprovalState.EXPIRED if request.state is ApprovalState.OPEN and now >= request.expires_at else request.state
        if state is not ApprovalState.OPEN:
            raise RequestRefusedError(409, f"This approval is over: {state}.", state=state)
        escalation = find(self.store, keys.escalation(ref.tenant, ref.case_id, ref.action), Escalation)
        if escalation is not None and escalation.settled_at is None:
            raise RequestRefusedError(409, "This lies with a person already. Look at the exceptions.", state="ESCALATED")
        try:
            return request, load_action(self.store, ref, ref.action)
        except ActionAlteredError:
            raise RequestRefusedError(409, "The action was altered after it was proposed. Report it.", state="ALTERED") from None

    def _allowed(self, person: Voter, request: ApprovalRequest, asked: ProposedAction, now: datetime) -> Voter:
        person = confirmed(self.directory, person)
        if entitled(self.store, self.directory, request, asked, person, now=now):
            return person
        if AGENT_LEAD in person.groups:
            # Whoever wrote it may write it again: they gain no vote by it.
            unwritten = asked.model_copy(update={"drafter": None, "supersedes": None})
            require_unconcerned(self.store, self.directory, unwritten, person)
            return person
        raise RequestRefusedError(403, "This needs somebody who may answer the approval, or a team lead.")

    def _edit(self, person: Voter, asked: ProposedAction, changed: Changed, now: datetime) -> Edit:
        require_fitting(asked, changed.arguments)
        earlier = find(self.store, keys.edit(asked.tenant, asked.case_id, asked.supersedes), Edit) if asked.supersedes else None
        number = earlier.number + 1 if earlier else 1
        if number > MOST_EDITS:
            raise RequestRefusedError(409, f"This was edited {MOST_EDITS} times. Say yes or no to it.", state="EDITED")
        return Edit(
            action=asked.digest,
            arguments=changed.arguments,
            reason=changed.reason,
            by=person.subject,
            name=person.name,
            at=now,
            number=number,
        )

    def _keep(self, request: ApprovalRequest, asked: ProposedAction, edit: Edit) -> None:
        """Raises WriteRefusedError when somebody answered or edited, or the case changed, at the same moment."""
        void, shown = request.model_copy(update={"state": ApprovalState.VOID}), edit.to_json()
        writes: list[Write] = [
            # Due, so that the sweep ends the workflow that waits, if nobody does below.
            Put(keys.approval(request.tenant, request.approval_id), void.to_json(), expect=still_open(request), due_at=edit.at),
            Remove(keys.inbox_entry(request.tenant, request.expires_at, request.approval_id)),
            Put(keys.edit(request.tenant, request.case_id, edit.action), shown),
            reopened(self.store, CaseRef(tenant=request.tenant, case_id=request.case_id), edit.at),
        ]
        body = {"action": edit.action, "approval_id": request.approval_id, "number": edit.number, "state": void.state.value}
        # What is wanted and why may be personal, so the record only commits to it.
        body["edit"] = committed(asked.salt, "edit", shown)
        entry = AuditEntry(type="action.edited", actor=edit.by, body=body)
        audit.commit(self.store, request.tenant, request.case_id, entry, writes, now=edit.at)
        # The rest is durable and due: whatever stops it now, the sweep does it later.
        with suppress(Exception):
            answer_workflow(self.tokens, self.workflows, void, void.state)
        # Also if the workflow that waited could not be told.
        with suppress(Exception):
            self.workflows.start_case(request.tenant, request.case_id)


def require_fitting(asked: ProposedAction, arguments: Mapping[str, Any]) -> None:
    """Raises RequestRefusedError (422) for what may not be changed, does not fit its schema, or is what it was."""
    # Late: only edits validate, and the import costs 27 ms.
    import jsonschema_rs

    for name, value in arguments.items():
        if name not in asked.editable:
            may = ", ".join(sorted(asked.editable)) or "nothing"
            raise RequestRefusedError(422, f"`{name}` is not for people to change here. You may change: {may}.")
        if not jsonschema_rs.Draft202012Validator(asked.editable[name]).is_valid(value):
            raise RequestRefusedError(422, f"`{name}` does not fit: {asked.editable[name]}.")
    if arguments.items() <= asked.arguments.items():
        raise RequestRefusedError(422, "That is what is asked about already.")
