"""The forms of record_approval, on the steps of a world."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.world import World

from countersign.model.approval import Voter
from countersign.record.approvals import named_approval


def recorder(world: World) -> Callable[[Voter, str, Mapping[str, str]], dict[str, Any]]:
    """What record_approval's handler gives its forms to record with."""

    def record(person: Voter, approval_id: str, fields: Mapping[str, str]) -> dict[str, Any]:
        request = named_approval(world.store, person.tenant, approval_id)
        return world.vote(request, person, **dict(fields)).to_json()

    return record
