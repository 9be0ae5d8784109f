"""In the middle of a case, at every call: altered rows, new bundles, switches; shared limits; clocks."""

from collections.abc import Iterator
from dataclasses import replace

from tests.builders import TENANT
from tests.faults.hub import RunningHub
from tests.faults.injuries import action_altered, bundle_changes
from tests.faults.play import people, played
from tests.faults.scripts import HOUR, REMO, RITA, SCRIPTS, Click, refund
from tests.faults.trials.trial import Trial, at_every_call, expect, rested, together

from countersign.local.sandbox.seeding import order_record
from countersign.ports import Replace
from countersign.record import keys

SKEW_SECONDS = 60.0


def action_altered_at_every_call(stride: int) -> Trial:
    return together(*(rested(at_every_call(name, SCRIPTS[name], stride, action_altered)) for name in ("autonomous", "approved", "drafted")))


def bundle_changes_at_every_call(stride: int) -> Trial:
    return together(*(rested(at_every_call(name, SCRIPTS[name], stride, bundle_changes)) for name in ("autonomous", "approved")))


def switch_thrown_at_every_call(stride: int) -> Trial:
    return together(*(rested(at_every_call(name, SCRIPTS[name], stride, _throw)) for name in ("autonomous", "approved", "drafted")))


def shared_limit(stride: int) -> Trial:
    """Three refunds of 3000.00 to one customer, approved in every overlap; the day's limit has room for one."""

    def hubs() -> Iterator[RunningHub]:
        for seed in range(0, 24, stride):
            hub = RunningHub(seed)
            _somebody_acts_in_between(hub)
            people(hub, (Click(HOUR, RITA), Click(HOUR, REMO)))
            for number in range(3):
                _order(hub, f"ORD-200{number}", 300_000)
                hub.deliver(f"evt_{number}", ticket_id=f"TICK-010{number}", **refund(f"ORD-200{number}"))
            hub.settle()
            yield hub

    return rested(hubs())


def split_amounts(stride: int) -> Trial:
    """Ten refunds of 49.00 in place of one that would need a supervisor."""

    def hubs() -> Iterator[RunningHub]:
        for seed in range(0, 6, stride):
            hub = RunningHub(seed)
            _somebody_acts_in_between(hub)
            for number in range(10):
                _order(hub, f"ORD-20{number:02}", 4_900)
                hub.deliver(f"evt_{number}", ticket_id=f"TICK-01{number:02}", **refund(f"ORD-20{number:02}"))
            hub.settle()
            paid = sum(effect["amount_minor"] for effect in hub.world.transport.effects("refund"))
            hub.witness.breaches += [f"I8: {paid} went out unapproved"] if paid > 10_000 else []
            yield hub

    return rested(hubs())


def deployed_anew(_: int) -> Trial:
    """A new bundle, and every execution that waits is gone; people answer afterwards."""

    def hubs() -> Iterator[RunningHub]:
        for name in ("approved", "four eyes", "rejected", "expired"):
            hub = RunningHub()
            hub.agenda.after(600, lambda hub=hub: _deploy(hub))
            yield played(SCRIPTS[name], hub)

    return rested(hubs())


def clocks_off(_: int) -> Trial:
    """Each function's clock is up to a minute off at each call, forward or back."""

    def hubs() -> Iterator[RunningHub]:
        for seed in range(3):
            for script in SCRIPTS.values():
                hub = RunningHub(seed)
                hub.workflows.skew = lambda hub=hub: hub.random.uniform(-SKEW_SECONDS, SKEW_SECONDS)
                yield played(script, hub)

    played_out = list(hubs())
    seconds = [row["seconds"] for hub in played_out for _, row in hub.witness.rows("OUTCOME")]
    return together(expect(0, (min(seconds) >= 0, f"I9: a case took {min(seconds)} seconds")), rested(played_out))


def personal_data(_: int) -> Trial:
    """Every kind of case, with names, addresses and secrets in all it touches."""
    return rested(played(script) for script in SCRIPTS.values())


def _throw(hub: RunningHub) -> None:
    row = {"kind": "tenant", "name": TENANT, "thrown": True, "by": "olga", "reason": "drill", "at": "2026-11-18T12:00:00Z"}
    hub.witness.transact([Replace(keys.switch(TENANT, "tenant", TENANT), row)])


def _deploy(hub: RunningHub) -> None:
    hub.workflows.lose_all_that_waits()
    hub.world.bundle = replace(hub.world.bundle, digest="d" * 64)
    hub.witness.transact([Replace(keys.bundle_pointer(TENANT), {"digest": "d" * 64})])


def _order(hub: RunningHub, order_id: str, amount_minor: int) -> None:
    entry = {"id": order_id, "customer_id": "CUST-0001", "amount_minor": amount_minor, "items": "lot", "days_ago": 5}
    hub.world.transport.company.documents.put("order", order_id, order_record(entry, hub.world.now))


def _somebody_acts_in_between(hub: RunningHub) -> None:
    inside: list[str] = []

    def choose(_: int, call: str) -> None:
        if call == "store.transact" and not inside and hub.random.randrange(2):
            inside.append(call)
            hub.step_soon(1.0)
            inside.clear()

    hub.fate.choose = choose
