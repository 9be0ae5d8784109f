"""Effects that were sent and that neither answer nor look-up accounts for."""

import pytest
from tests.builders import REF, make_action
from tests.world import World

from countersign.errors import EffectUnknownError
from countersign.model.case import CaseRef

REFUND = make_action(2_000)


def unknown_refund(world: World) -> CaseRef:
    """The money may have left, and the payment system cannot be asked."""
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, REFUND.digest)
    world.measure(REF)
    return REF


def unknown_call(world: World, *, fault: str = "reset") -> tuple[CaseRef, str]:
    """The case of a wish to be called back, and the call that may be on its way."""
    ref = world.receive(subject="Call", text="Could somebody please call me back?")
    world.triage(ref)
    world.enrich(ref)
    (entry,) = world.plan(ref).actions
    world.gate(ref, entry.action)
    world.transport.fault(fault, method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(ref, entry.action)
    world.measure(ref)
    return ref, entry.action
