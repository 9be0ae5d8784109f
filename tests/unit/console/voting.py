"""The forms of record_approval, on the steps of a world."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.world import World

from countersign.model.amendment import Changed, Edited
from countersign.model.approval import ApprovalRequest, Voter
from countersign.model.case import CaseRef
from countersign.record.approvals import named_approval


def recorder(world: World) -> Callable[[Voter, str, Mapping[str, str]], dict[str, Any]]:
    """What record_approval's handler gives its forms to record with."""

    def record(person: Voter, approval_id: str, fields: Mapping[str, str]) -> dict[str, Any]:
        request = named_approval(world.store, person.tenant, approval_id)
        return world.vote(request, person, **dict(fields)).to_json()

    return record


def editor(world: World) -> Callable[[Voter, ApprovalRequest, Changed], Edited]:
    """What it gives its forms to edit with."""

    def edit(person: Voter, request: ApprovalRequest, changed: Changed) -> Edited:
        ref = CaseRef(tenant=request.tenant, case_id=request.case_id)
        return world.edit(ref, request.action, person, **changed.arguments)

    return edit
