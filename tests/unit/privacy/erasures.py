"""A hub in which customers' data is erased."""

import json
from typing import Any

from tests.builders import make_voter
from tests.fakes import WatchedStore
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.model.approval import Voter
from countersign.model.case import CaseRef
from countersign.privacy.erasing import Erasing
from countersign.record import indexes

GRETA, HENRI = "CUST-0001", "CUST-0002"
CORA, CARL = make_voter("cora", "compliance"), make_voter("carl", "compliance")
WORDS = "The watering can of order ORD-1001 leaks, says Greta Holm of 14 Canal Row. Please refund it."
QUESTION = "Greta Holm of 14 Canal Row asks: are you open on Saturdays?"
# What the company's own records and the message above say of her.
PERSONAL = ("Greta", "Holm", "mail.example", "4915550100001", "watering", "Canal Row", "ORD-1001", "TICK-0100")


def resolved(world: World, event_id: str = "evt_1", **ticket: Any) -> CaseRef:
    """A case of Greta's that came to its end."""
    ref = world.receive(event_id, **{"text": WORDS, **ticket})
    world.run(ref)
    assert world.case(ref).state.terminal
    return ref


def found_by_customer(world: World, *refs: CaseRef) -> None:
    """As intake lists cases; those that tests put straight into the tables are not."""
    for ref in refs:
        world.rows.transact(indexes.of_case(world.case(ref)))


def both(world: World, customer_id: str = GRETA, people: tuple[Voter, Voter] = (CORA, CARL)) -> Erasing:
    """One asks, the other agrees."""
    world.erase(people[0], customer_id, "DSR-1")
    return world.erase(people[1], customer_id)


def at_rest(world: World) -> str:
    """Every row with its address, and every object with its name, as whoever gets hold of tables and bucket sees them."""
    rows: Any = world.rows
    while isinstance(rows, WatchedStore):
        rows = rows.inner
    assert isinstance(rows, InMemoryStore)
    told = [[key.table, key.partition, key.sort, row] for key, row in rows._rows.items()]
    return json.dumps(told, ensure_ascii=False) + "".join(f"\n{name} {body!r}" for name, body in world.objects._bodies.items())


def found_in(text: str, *words: str) -> list[str]:
    return [word for word in words if word.lower() in text.lower()]
