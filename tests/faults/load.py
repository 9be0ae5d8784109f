"""Rounds of cases at random: one customer, shared limits, and bad luck of every kind at once."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.faults.account import breaches
from tests.faults.hub import RunningHub
from tests.faults.injuries import INJURIES
from tests.faults.mishaps import Mishap, nothing
from tests.faults.play import people
from tests.faults.scripts import DORA, HOUR, HOURS, NOISE, REMO, RITA, SAM, STEERING, Click, refund

from countersign.local.sandbox.seeding import order_record

CASES_A_ROUND = 3
AMOUNTS = (2_000, 4_900, 9_000, 12_000, 60_000, 150_000, 250_000, 300_000, 600_000)
# On average one call in so many goes wrong, and one transaction in so many has somebody act in its middle.
UNLUCKY_CALL, INTERRUPTED_CALL = 30, 12
MOST_MISHAPS, MOST_INJURIES = 12, 8
SLOW_SECONDS = 5.0
ENOUGH_BREACHES = 20
SKEW_SECONDS = 5.0


@dataclass
class Tally:
    """What was run and what came of it; `breaches` by the seed of the round, which plays it again."""

    cases: int = 0
    injected: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    breaches: dict[int, list[str]] = field(default_factory=dict)


def run(cases: int, first_seed: int, progress: Callable[[int], None] = lambda _: None) -> Tally:
    """At least so many cases, in rounds with seeds from `first_seed` on; fewer if invariants fall all the time."""
    tally = Tally()
    seed = first_seed
    while tally.cases < cases and len(tally.breaches) < ENOUGH_BREACHES:
        try:
            _count(tally, seed, *play_round(seed))
        except Exception as error:  # noqa: BLE001  whatever a step raises that no state machine knows by name is a finding
            tally.breaches[seed] = [repr(error)]
        progress(tally.cases)
        seed += 1
    return tally


def _count(tally: Tally, seed: int, hub: RunningHub, injected: Counter[str]) -> None:
    found = breaches(hub)
    if found:
        tally.breaches[seed] = found
    tally.cases += len(hub.accepted)
    tally.injected += injected
    tally.ends.update(hub.world.case(ref).state.value for ref in hub.accepted)


def play_round(seed: int) -> tuple[RunningHub, Counter[str]]:
    """The same for the same seed."""
    hub = RunningHub(seed)
    injected: Counter[str] = Counter()
    random = hub.random
    hub.workflows.skew = lambda: random.uniform(-SKEW_SECONDS, SKEW_SECONDS)
    hub.fate.choose = _bad_luck(hub, injected)
    if random.randrange(3) == 0:
        hub.hand_on(random.choice((SAM, RITA)), DORA)
    people(hub, tuple(_clicks(random)))
    for number in range(CASES_A_ROUND):
        _arrives(hub, number, injected)
    for _ in range(random.randrange(MOST_INJURIES + 1)):
        name = random.choice(list(INJURIES))
        hub.agenda.after(random.choice((random.uniform(0, 3), random.uniform(0, 3 * HOUR))), _injury(hub, name, injected))
    hub.settle()
    hub.fate.choose = nothing
    return hub, injected


def _injury(hub: RunningHub, name: str, injected: Counter[str]) -> Callable[[], None]:
    def act() -> None:
        # Somebody else does this, to whom nothing happens.
        with hub.fate.spared():
            injected[name] += INJURIES[name](hub)

    return act


def _bad_luck(hub: RunningHub, injected: Counter[str]) -> Callable[[int, str], Mishap | None]:
    left = [hub.random.randrange(MOST_MISHAPS + 1)]
    inside: list[str] = []

    def choose(_: int, call: str) -> Mishap | None:
        if call == "store.transact" and not inside and hub.random.randrange(INTERRUPTED_CALL) == 0:
            inside.append(call)
            injected["somebody acts in mid-transaction"] += hub.step_soon(SLOW_SECONDS)
            inside.clear()
        if not left[0] or hub.random.randrange(UNLUCKY_CALL):
            return None
        left[0] -= 1
        mishap = hub.random.choice(list(Mishap))
        injected[mishap.value] += 1
        return mishap

    return choose


def _clicks(random: Random) -> Iterator[Click]:
    """Any people, in any order, some of them twice or at the same moment."""
    for _ in range(random.randrange(5)):
        yield Click(random.choice((60.0, HOUR, random.uniform(1, 9 * HOUR))), random.choice((SAM, RITA, REMO, DORA)), _answer(random))


def _answer(random: Random) -> str:
    return "reject" if random.randrange(8) == 0 else "approve"


def _arrives(hub: RunningHub, number: int, injected: Counter[str]) -> None:
    random = hub.random
    ticket = _ticket(hub, number)
    deliveries = random.choice((1, 1, 1, 2, 3))
    injected["webhook delivered again"] += deliveries - 1
    for _ in range(deliveries):
        hub.agenda.after(
            random.choice((0.0, random.uniform(0, 2), random.uniform(0, HOUR))),
            lambda: hub.deliver(f"evt_{number}", ticket_id=f"TICK-010{number}", **ticket),
        )


def _ticket(hub: RunningHub, number: int) -> dict[str, Any]:
    kind = hub.random.randrange(10)
    if kind == 0:
        return dict(HOURS)
    if kind == 1:
        return dict(NOISE)
    order = f"ORD-200{number}"
    amount = hub.random.choice(AMOUNTS)
    entry = {"id": order, "customer_id": "CUST-0001", "amount_minor": amount, "items": "lot", "days_ago": hub.random.choice((5, 5, 5, 200))}
    hub.world.transport.company.documents.put("order", order, order_record(entry, hub.world.now))
    if kind == 2:
        return refund(order, text=f"Refund order {order}. {STEERING}")
    return refund(order, requested_by="sam@larkfield.example") if kind == 3 else refund(order)
