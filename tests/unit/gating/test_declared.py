"""I1, I15: what plan says of an action is held against what its connector is pinned to declare."""

from typing import Any

import pytest
from tests.builders import REF, make_action
from tests.world import World

from countersign.gating.declared import NotAsPinnedError, require_as_pinned
from countersign.model.decision import Verdict
from countersign.model.plan import Money
from countersign.pins import shipped
from countersign.sdk import Effect

HONEST = make_action()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effect": Effect.WRITE_REVERSIBLE}, "effect"),
        ({"money": Money(amount_minor=1, currency="EUR")}, "money"),
        ({"money": Money(amount_minor=2_000, currency="JPY")}, "money"),
        ({"money": None}, "money"),
        ({"recipient": "CUST-0002"}, "recipient"),
        ({"recipient": None}, "recipient"),
        ({"arguments": {}}, "arguments"),
        ({"connector": "sandbox_ticketing"}, "name"),
        ({"connector": "nobody"}, "name"),
        ({"name": "refund.everything"}, "name"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_action_that_says_something_else_of_itself_is_found(changes: dict[str, Any], field: str) -> None:
    require_as_pinned(HONEST, shipped())
    with pytest.raises(NotAsPinnedError, match=f"^{field}$"):
        require_as_pinned(make_action(**changes), shipped())


def test_such_an_action_is_denied_and_goes_to_a_person() -> None:
    """A large refund that calls itself a small one."""
    world, lying = World(), make_action(250_000, money=Money(amount_minor=1, currency="EUR"))
    world.given(lying)

    decision = world.gate(REF, lying.digest)

    assert (decision.verdict, decision.errors) == (Verdict.DENY, ("NotAsPinnedError",))
