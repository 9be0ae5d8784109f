"""Whatever happens during an erasure, and whoever else there is."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import CASE_ID, REF, TENANT, make_action
from tests.fakes import CrashError, CrashPoints, WatchedStore
from tests.unit.privacy.erasures import CARL, CORA, GRETA, PERSONAL, at_rest, both, found_by_customer, found_in
from tests.world import World

from countersign.adapters.in_memory import InMemoryObjects, InMemoryStore
from countersign.errors import RequestRefusedError
from countersign.model.case import CaseRef
from countersign.model.privacy import ErasureState
from countersign.record import audit, keys

CUSTOMERS = ("CUST-0001", "CUST-0002", "CUST-0003")
TEXTS = ("Are you open on Saturdays? {0}", "Lorem ipsum dolor sit amet {0}.", "Where is my parcel, asks {0}.")


class WatchedObjects(InMemoryObjects):
    """A bucket whose answer the process may not live to see."""

    def __init__(self, crash: CrashPoints) -> None:
        super().__init__()
        self.crash = crash

    def forget(self, prefix: str) -> None:
        self.crash.around(lambda: super(WatchedObjects, self).forget(prefix))


def asked() -> World:
    """A world in which one person has asked for Greta's data to be erased."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store, content=WatchedObjects(store.crash))
    world.given(make_action())
    world.alter(keys.case(TENANT, CASE_ID), state="RESOLVED")
    found_by_customer(world, REF)
    world.objects.put(f"{TENANT}/{world.case(REF).personal_key}/{CASE_ID}/text.json", b"sealed")
    world.erase(CORA, GRETA, "DSR-1")
    return world


def calls_of_an_erasure() -> int:
    world = asked()
    before = world.rows.crash.calls
    world.erase(CARL, GRETA)
    return int(world.rows.crash.calls - before)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(calls_of_an_erasure()))
def test_a_crash_at_any_call_leaves_an_erasure_that_can_be_finished(call, after):
    """I10: and it happened once, whoever finished it."""
    world = asked()
    world.rows.crash.at, world.rows.crash.after = world.rows.crash.calls + call, after
    with suppress(CrashError):
        world.erase(CARL, GRETA)
    world.ring._kept.clear()
    finished(world)
    assert found_in(at_rest(world), *PERSONAL) == []
    assert world.objects._bodies == {}
    chains = [world.record(), world.record(audit.CONTROL)]
    assert [audit.verify(chain) for chain in chains] == [None, None]
    assert [[event.type for event in chain] for chain in chains] == [["case.erased"], ["erasure.asked", "erasure.agreed", "erasure.done"]]


def finished(world: World) -> None:
    """Somebody gives the command again until there is nothing left to do."""
    with suppress(RequestRefusedError):
        while world.erase(CARL, GRETA).erasure.state is not ErasureState.DONE:
            pass
    assert [erasure.state for erasure in world.erasures(CORA)] == [ErasureState.DONE]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    arrivals=st.lists(st.tuples(st.sampled_from(CUSTOMERS), st.sampled_from(TEXTS)), min_size=1, max_size=6),
    erased=st.sampled_from(CUSTOMERS),
    again=st.booleans(),
)
def test_one_customers_erasure_touches_nobody_else(arrivals: Any, erased: str, *, again: bool) -> None:
    """I10, I12: any customers, any cases, in any order, before and after."""
    world = World()
    refs = [_arrived(world, number, customer, text) for number, (customer, text) in enumerate(arrivals)]
    others = sorted({customer for customer, _ in arrivals} - {erased})
    before = {customer: world.holdings(CORA, customer) for customer in others}
    if len(others) < len({customer for customer, _ in arrivals}):
        both(world, erased)
        if again:
            refs.append(_arrived(world, len(refs), erased, TEXTS[0]))
            assert [case["message"]["text"] for case in world.holdings(CORA, erased)["cases"]] == [TEXTS[0].format(_mark(len(refs) - 1))]
    assert {customer: world.holdings(CORA, customer) for customer in others} == before
    gone = [_mark(number) for number, (customer, _) in enumerate(arrivals) if customer == erased]
    assert found_in(at_rest(world) + str(before), *gone) == []
    assert [audit.verify(world.record(ref.case_id)) for ref in refs] == [None] * len(refs)
    assert audit.verify(world.record(audit.CONTROL)) is None


def _mark(number: int) -> str:
    # Long: by chance it stands in no ciphertext.
    return f"qx{number:016d}xq"


def _arrived(world: World, number: int, customer: str, text: str) -> CaseRef:
    """As far as facts are read; then somebody brought it to its end."""
    ticket = {"ticket_id": f"TICK-{number:04}", "customer_id": customer, "subject": "Hello", "text": text.format(_mark(number))}
    ref = world.receive(f"evt_{number}", **ticket)
    world.triage(ref)
    world.enrich(ref)
    world.alter(keys.case(TENANT, ref.case_id), state="RESOLVED")
    return ref
