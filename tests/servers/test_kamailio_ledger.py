"""What the hub's own ledger makes of a telephony server that protects nothing: a call is placed once, or known to be unknown."""

from dataclasses import dataclass
from typing import Any

import pytest
from countersign_kamailio.connector import Kamailio
from tests.builders import make_assessment, make_case
from tests.servers.hub import Hub, hub_for
from tests.servers.telephony import CUSTOMER_NUMBER, TOKEN, Telephony
from tests.servers.waiting import until
from tests.world import World

from countersign.connectors import Catalogue, load
from countersign.errors import EffectUnknownError
from countersign.model.case import CaseRef, Channel
from countersign.model.effect import Attempt, AttemptState
from countersign.planning.draw import Draughtsman
from countersign.record import keys
from countersign.steps.execute import Executor, execute

pytestmark = pytest.mark.servers

CALL = {"customer_id": "CUST-0001", "to": CUSTOMER_NUMBER, "queue": "orders", "announcement": "Sie baten um Rückruf."}


@dataclass(frozen=True)
class Warranted:
    """A call that the gate has warranted, and the hub that is to place it."""

    hub: Hub
    world: World
    catalogue: Catalogue
    ref: CaseRef
    action: str
    key: str

    def execute(self) -> Attempt:
        return execute(Executor(self.world.store, self.catalogue, self.hub.transport), self.ref, self.action, now=self.world.now)

    def attempt(self) -> Attempt:
        return Attempt.from_json(self.world.row(keys.attempt(self.ref.tenant, self.ref.case_id, self.action)))

    def call(self) -> dict[str, Any] | None:
        found = self.hub.read("call.read", id=self.key)
        return found if found and found["state"] == "connected" else None

    def hang_up(self) -> None:
        call = until(self.call, "the call is connected")
        self.hub.do("call.end", {"customer_id": "CUST-0001", "call_id": call["call_id"]}, key="hang-up")


@pytest.fixture
def warranted(exchange: Telephony, request: pytest.FixtureRequest) -> Warranted:
    """Another case, and so another key, for each test."""
    world, catalogue = World(), load(["countersign-kamailio"])
    case_id = f"C-{request.node.name.upper().replace('_', '')[:16]:A<16}"
    case = make_case(case_id=case_id, channel=Channel.VOICE)
    action = Draughtsman(case, "callback_request", "callback_request", catalogue, "0" * 64).action("0", "call.place", CALL)
    ref = world.given(action, case=case, assessment=make_assessment(intent="callback_request"))
    warrant = world.gate(ref, action.digest).warrant
    assert warrant is not None
    hub = hub_for(Kamailio(), {"base_url": exchange.url, "token": TOKEN})
    return Warranted(hub, world, catalogue, ref, warrant, action.idempotency_key)


def test_a_call_whose_answer_was_lost_is_found_in_the_list_of_dialogs(warranted: Warranted) -> None:
    warranted.hub.transport.loses = "answers"

    attempt = warranted.execute()

    assert (attempt.state, attempt.vendor_id) == (AttemptState.DONE, warranted.key)
    warranted.hub.transport.loses = "nothing"
    warranted.hang_up()


def test_a_call_that_nothing_proves_is_unknown_and_never_placed_again(warranted: Warranted, exchange: Telephony) -> None:
    """Kamailio forgets what is over, so that a list without the call says nothing: a person finds out whether the customer was reached."""
    warranted.hub.transport.loses = "requests"
    with pytest.raises(EffectUnknownError):
        warranted.execute()

    warranted.hub.transport.loses = "nothing"
    with pytest.raises(EffectUnknownError):
        warranted.execute()
    assert warranted.attempt().state is AttemptState.UNKNOWN
    assert warranted.key not in exchange.heard_by("orders")
