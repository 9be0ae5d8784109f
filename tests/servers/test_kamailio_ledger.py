"""What the hub's own ledger makes of a telephony server that protects nothing: a call is placed once, or known to be unknown."""

from typing import Any

import pytest
from countersign_kamailio.connector import Kamailio
from tests.servers.hub import hub_for
from tests.servers.telephony import CUSTOMER_NUMBER, TOKEN, Telephony
from tests.servers.waiting import until
from tests.servers.warranted import Warranted, warranted_for

from countersign.errors import EffectUnknownError
from countersign.model.case import Channel
from countersign.model.effect import AttemptState

pytestmark = pytest.mark.servers

CALL = {"customer_id": "CUST-0001", "to": CUSTOMER_NUMBER, "queue": "orders", "announcement": "Sie baten um Rückruf."}


@pytest.fixture
def warranted(exchange: Telephony, request: pytest.FixtureRequest) -> Warranted:
    hub = hub_for(Kamailio(), {"base_url": exchange.url, "token": TOKEN})
    return warranted_for(hub, "call.place", CALL, intent="callback_request", channel=Channel.VOICE, by=request.node.name)


def call(warranted: Warranted) -> dict[str, Any] | None:
    found = warranted.hub.read("call.read", id=warranted.key)
    return found if found and found["state"] == "connected" else None


def hang_up(warranted: Warranted) -> None:
    found = until(lambda: call(warranted), "the call is connected")
    warranted.hub.do("call.end", {"customer_id": "CUST-0001", "call_id": found["call_id"]}, key="hang-up")


def test_a_call_whose_answer_was_lost_is_found_in_the_list_of_dialogs(warranted: Warranted) -> None:
    warranted.hub.transport.loses = "answers"

    attempt = warranted.execute()

    assert (attempt.state, attempt.vendor_id) == (AttemptState.DONE, warranted.key)
    warranted.hub.transport.loses = "nothing"
    hang_up(warranted)


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
