"""Calls by a real Kamailio between real SIP phones; and the connector's fake, which must not say otherwise."""

import base64
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from countersign_kamailio.connector import Kamailio
from countersign_kamailio.fake import KamailioFake
from tests.servers.hub import Hub, hub_for
from tests.servers.telephony import CUSTOMER_NUMBER, TOKEN, Telephony
from tests.servers.waiting import until

from countersign.kit.serving import serving
from countersign.sdk import Applied, NotApplied, Unknown

pytestmark = pytest.mark.servers

CUSTOMER = {"customer_id": "CUST-0001"}
CALL = {**CUSTOMER, "to": CUSTOMER_NUMBER, "queue": "orders", "announcement": "Sie baten um Rückruf."}
NO_CALL = {**CUSTOMER, "call_id": "nobody@127.0.0.1;from-tag=no;to-tag=body"}


@pytest.fixture(params=["fake", "real"])
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    if request.param == "real":
        yield hub_for(Kamailio(), {"base_url": request.getfixturevalue("exchange").url, "token": TOKEN})
        return
    with serving(KamailioFake()) as url:
        yield hub_for(Kamailio(), {"base_url": url, "token": TOKEN})


@pytest.fixture
def key() -> str:
    """Another one for each test: a real server remembers."""
    return uuid4().hex


def connected(hub: Hub, key: str, queue: str) -> dict[str, Any]:
    """The call as soon as that team has answered."""

    def look() -> dict[str, Any] | None:
        found = hub.read("call.read", id=key)
        return found if found and found["state"] == "connected" and found["queue"] == queue else None

    return until(look, f"{queue} has answered")


def over(hub: Hub, key: str) -> bool:
    return until(lambda: hub.read("call.read", id=key) is None, "the call is over")


def test_the_self_test_is_content(hub: Hub) -> None:
    assert hub.check().ok


def test_a_call_is_placed_transferred_and_ended(hub: Hub, key: str) -> None:
    assert hub.do("call.place", CALL, key=key) == Applied(vendor_id=key, result={"id": key})
    call_id = connected(hub, key, "orders")["call_id"]

    moved = f"{key}-moved"
    assert isinstance(hub.do("call.transfer", {**CUSTOMER, "call_id": call_id, "queue": "complaints"}, key=moved), Applied)
    moved_id = connected(hub, moved, "complaints")["call_id"]
    assert over(hub, key)

    assert hub.do("call.end", {**CUSTOMER, "call_id": moved_id}, key=f"{key}-end") == Applied(vendor_id=moved_id, result={"id": moved_id})
    assert over(hub, moved)


def test_a_call_that_has_moved_on_is_not_moved_again(hub: Hub, key: str) -> None:
    hub.do("call.place", CALL, key=key)
    stale = connected(hub, key, "orders")["call_id"]
    hub.do("call.transfer", {**CUSTOMER, "call_id": stale, "queue": "complaints"}, key=f"{key}-moved")
    moved_id = connected(hub, f"{key}-moved", "complaints")["call_id"]
    assert over(hub, key)

    outcome = hub.do("call.transfer", {**CUSTOMER, "call_id": stale, "queue": "orders"}, key=f"{key}-again")

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.kind, outcome.error.vendor_code) == ("not_found", "481")
    hub.do("call.end", {**CUSTOMER, "call_id": moved_id}, key=f"{key}-end")


def test_a_call_that_is_not_there_cannot_be_ended_and_is_over(hub: Hub, key: str) -> None:
    assert isinstance(hub.do("call.end", NO_CALL, key=key), Unknown)
    assert isinstance(hub.look_up("call.end", NO_CALL, key=key), Applied)


def test_the_list_of_dialogs_shows_a_call_whose_answer_was_lost_and_no_call_that_was_never_placed(hub: Hub, key: str) -> None:
    hub.do("call.place", CALL, key=key)

    assert hub.look_up("call.place", CALL, key=key) == Applied(vendor_id=key, result={"id": key})
    assert isinstance(hub.look_up("call.place", CALL, key=f"{key}-another"), Unknown)
    call_id = connected(hub, key, "orders")["call_id"]
    assert isinstance(hub.look_up("call.end", {**CUSTOMER, "call_id": call_id}, key=key), Unknown)
    hub.do("call.end", {**CUSTOMER, "call_id": call_id}, key=key)


def test_the_same_key_twice_rings_twice_as_declared(hub: Hub, key: str) -> None:
    """That is why only our ledger may stand between a lost answer and a second call."""
    for _ in range(2):
        assert isinstance(hub.do("call.place", CALL, key=key), Applied)
        call_id = connected(hub, key, "orders")["call_id"]
        hub.do("call.end", {**CUSTOMER, "call_id": call_id}, key=key)
        assert over(hub, key)


def test_a_wrong_token_is_refused(exchange: Telephony, key: str) -> None:
    stranger = hub_for(Kamailio(), {"base_url": exchange.url, "token": "guessed"})

    outcome = stranger.do("call.place", CALL, key=key)

    assert isinstance(outcome, NotApplied)
    assert outcome.error.kind == "auth"
    assert not stranger.check().ok


def test_the_announcement_reaches_the_team(exchange: Telephony, key: str) -> None:
    hub = hub_for(Kamailio(), {"base_url": exchange.url, "token": TOKEN})
    hub.do("call.place", CALL, key=key)
    call_id = connected(hub, key, "orders")["call_id"]
    said = base64.urlsafe_b64encode(CALL["announcement"].encode()).decode().rstrip("=")

    until(lambda: f"countersign={key};announcement={said}" in exchange.heard_by("orders"), "the team's phone was told")
    hub.do("call.end", {**CUSTOMER, "call_id": call_id}, key=key)
