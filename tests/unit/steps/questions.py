"""A question to people, and what became of it."""

import pytest
from tests.builders import REF, TENANT, make_action
from tests.world import World

from countersign.errors import RequestRefusedError
from countersign.model.approval import ApprovalRequest
from countersign.model.decision import Verdict
from countersign.record import keys

BENCH = make_action(12_000)
PAVILION = make_action(250_000)


def asking(action=BENCH, store=None, **given) -> tuple[World, ApprovalRequest]:
    """A world where `action` waits for people."""
    world = World() if store is None else World(store=store)
    world.given(action, **given)
    assert world.gate(REF, action.digest).verdict is Verdict.REQUIRE_APPROVAL
    return world, world.ask(REF, action.digest, task_token="first token")


def refusal(world: World, request: ApprovalRequest, voter, answer="approve", **changes) -> RequestRefusedError:
    with pytest.raises(RequestRefusedError) as refused:
        world.vote(request, voter, answer, **changes)
    return refused.value


def state(world: World, request: ApprovalRequest) -> str:
    return world.row(keys.approval(TENANT, request.approval_id))["state"]
