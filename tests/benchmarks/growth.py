"""What one case costs in a hub that has seen much: `python -m tests.benchmarks.growth [--json]`.

One refund goes all the way, with an approval, in worlds that differ in one size: earlier cases of the same customer, approvals that wait,
policies, connectors. Counted are the store's operations and the rows they read and wrote, which are what a case costs at AWS, and CPU time
without the store's, for the store in memory scans where the real one seeks. The sweep is counted by what is due and by what is open.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_lowercase
from time import process_time_ns
from typing import TypeVar
from unittest.mock import patch

import click
from tests import world as worlds
from tests.benchmarks.filled_bundle import filled_bundle
from tests.builders import make_action, make_voter
from tests.world import World, catalogue

from countersign.adapters.in_memory import InMemoryStore
from countersign.connectors import Catalogue
from countersign.model.case import CaseState
from countersign.model.frozen import Frozen
from countersign.policy.bundle import open_artefact
from countersign.ports import Due, Key, Queue, Row, Store, Table, Write
from countersign.record.approvals import GRACE
from countersign.sdk import NoAuth
from countersign.sdk.contract import CONTRACT_VERSION, ActionDescriptor, Capability, Effect, Manifest
from countersign.sdk.without import WithoutReads, WithoutWebhooks, WithoutWrites

T = TypeVar("T")
CASE_SIZES: Mapping[str, Sequence[int]] = {
    "earlier cases": (0, 10, 100),
    "open approvals": (0, 10, 100),
    "policies": (100, 300, 1_000),
    "connectors": (0, 10, 100),
}
SWEEP_SIZES: Mapping[str, Sequence[int]] = {"open": (0, 10, 100), "due": (1, 2, 4, 8)}


class Cost(Frozen):
    """Calls of the store, rows they read and wrote, and microseconds of CPU beside it."""

    operations: int
    rows: int
    cpu_us: int


class Report(Frozen):
    """By what grows, then by size: one case, and one round of the sweep."""

    case: dict[str, dict[int, Cost]]
    sweep: dict[str, dict[int, Cost]]


@dataclass
class CountedStore:
    """Counts while it works."""

    inner: Store = field(default_factory=InMemoryStore)
    operations: int = 0
    rows: int = 0
    spent_ns: int = 0

    def get(self, key: Key) -> Row | None:
        return self._counted(lambda: self.inner.get(key), lambda row: row is not None)

    def query(
        self,
        table: Table,
        partition: str,
        prefix: str = "",
        *,
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        return self._counted(lambda: self.inner.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit), len)

    def transact(self, writes: Sequence[Write]) -> None:
        self._counted(lambda: self.inner.transact(writes), lambda _: len(writes))

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        return self._counted(lambda: self.inner.due(before, limit, queue), len)

    def _counted(self, act: Callable[[], T], rows: Callable[[T], int]) -> T:
        started = process_time_ns()
        try:
            done = act()
        finally:
            self.spent_ns += process_time_ns() - started
        self.operations += 1
        self.rows += rows(done)
        return done


def cost(world: World, work: Callable[[World], None]) -> Cost:
    """Of `work`, in a world that was made before."""
    inner, store = world.rows, CountedStore(world.rows)
    world.lie_in(store)
    started = process_time_ns()
    work(world)
    spent = process_time_ns() - started - store.spent_ns
    world.lie_in(inner)
    return Cost(operations=store.operations, rows=store.rows, cpu_us=spent // 1_000)


def one_case(world: World) -> None:
    """A refund over the threshold, from its webhook through an approval to its end; raises ValueError when it ends otherwise."""
    text = "The bench of order ORD-1002 arrived broken. I want my money back for order ORD-1002, please."
    ref = world.receive("evt_measured", ticket_id="TICK-9001", subject="Refund", text=text)
    (decision,) = world.run(ref)
    world.vote(world.ask(ref, decision.action), make_voter())
    world.enrich(ref)
    world.settle(ref, decision.action)
    state = world.measure(ref).state
    if state is not CaseState.RESOLVED:
        raise ValueError(f"meant to be resolved: {state}")


def meet(world: World) -> None:
    """The customer is known from here on: their key is read, where that of a new one would be made."""
    world.rows.transact(world.ring.current(world.tenant, "CUST-0001").writes)


def one_sweep(world: World) -> None:
    world.sweep()


@contextmanager
def with_earlier_cases(size: int) -> Iterator[World]:
    """Of the same customer, on the same day. They end with people, so that no limit of the customer is used up."""
    world = World()
    for number in range(size):
        world.run(world.receive(f"evt_{number}", ticket_id=f"TICK-{1_000 + number}", text="Lorem ipsum dolor sit amet."))
    yield world


@contextmanager
def with_open_approvals(size: int) -> Iterator[World]:
    world = World()
    wait_for_people(world, size)
    yield world


@contextmanager
def with_policies(size: int) -> Iterator[World]:
    yield World(bundle=open_artefact(filled_bundle(size)))


@contextmanager
def with_connectors(size: int) -> Iterator[World]:
    """Beside those of the sandbox."""
    known = [catalogue().by_name(manifest.name) for manifest in catalogue().manifests()]
    wide = Catalogue([*known, *(Idle(number) for number in range(size))])
    with patch.object(worlds, "catalogue", lambda: wide):
        yield World()


@contextmanager
def with_open(size: int) -> Iterator[World]:
    """That many approvals nobody has answered yet, besides one whose time is over."""
    world = World()
    wait_for_people(world, 1)
    world.wait(days=2, seconds=GRACE.total_seconds())
    wait_for_people(world, size, start=1)
    yield world


@contextmanager
def with_due(size: int) -> Iterator[World]:
    world = World()
    wait_for_people(world, size)
    world.wait(days=2, seconds=GRACE.total_seconds())
    yield world


def wait_for_people(world: World, size: int, *, start: int = 0) -> None:
    for number in range(start, start + size):
        action = make_action(12_000, case_id=f"C-{number:016}", customer_id=f"CUST-{2_000 + number}")
        ref = world.given(action)
        world.gate(ref, action.digest)
        world.ask(ref, action.digest)


class Idle(WithoutReads, WithoutWrites, WithoutWebhooks):
    """A connector that no case needs."""

    def __init__(self, number: int) -> None:
        name = "".join(ascii_lowercase[int(digit)] for digit in str(number))
        read = ActionDescriptor(
            name=f"idle_{name}.read", title="Idle", version=1, effect=Effect.READ, input_schema={"type": "object"}, output_schema={}
        )
        self.manifest = Manifest(
            name=f"idle_{name}",
            version="1.0.0",
            contract=CONTRACT_VERSION,
            title="Idle",
            capabilities=(Capability.CRM,),
            auth=NoAuth(),
            actions=(read,),
        )


CASES = {
    "earlier cases": with_earlier_cases,
    "open approvals": with_open_approvals,
    "policies": with_policies,
    "connectors": with_connectors,
}
SWEEPS = {"open": with_open, "due": with_due}


def case_costs(axis: str, sizes: Sequence[int]) -> dict[int, Cost]:
    """What one case costs, by size."""
    found = {}
    for size in sizes:
        with CASES[axis](size) as world:
            meet(world)
            found[size] = cost(world, one_case)
    return found


def sweep_costs(axis: str, sizes: Sequence[int]) -> dict[int, Cost]:
    """What one round of the sweep costs, by size."""
    found = {}
    for size in sizes:
        with SWEEPS[axis](size) as world:
            found[size] = cost(world, one_sweep)
    return found


def measure() -> Report:
    # What a container does once, models built and policies parsed, is not any size's cost.
    case_costs("earlier cases", (0,))
    return Report(
        case={axis: case_costs(axis, sizes) for axis, sizes in CASE_SIZES.items()},
        sweep={axis: sweep_costs(axis, sizes) for axis, sizes in SWEEP_SIZES.items()},
    )


def told(report: Report) -> str:
    """One line a size."""
    lines = [f"{'':<28} {'operations':>10} {'rows':>6} {'CPU':>10}"]
    for what, axes in (("one case", report.case), ("one sweep", report.sweep)):
        for axis, costs in axes.items():
            lines += [
                f"{f'{what}, {size:,} {axis}':<28} {one.operations:>10} {one.rows:>6} {one.cpu_us / 1_000:>7.1f} ms"
                for size, one in costs.items()
            ]
    return "\n".join(lines)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for machines.")
def main(*, as_json: bool) -> None:
    """Count what one case and one sweep cost as the hub fills up."""
    report = measure()
    click.echo(json.dumps(report.to_json()) if as_json else told(report))


if __name__ == "__main__":
    main()
