"""Processes that end, services that fail, and outside systems that are slow, wrong or forgetful."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

from tests.faults.hub import RunningHub
from tests.faults.injuries import VENDOR
from tests.faults.mishaps import KILLS, Mishap
from tests.faults.play import calls_of, played
from tests.faults.scripts import SCRIPTS
from tests.faults.trials.trial import Trial, expect, rested, together, unharmed
from tests.world import catalogue

from countersign.local.sandbox import payments
from countersign.local.sandbox.faults import FaultKind, FaultOrder
from countersign.sdk.contract import Idempotency

SHORT_SECONDS = 20
# Four tries of a busy system by each of the case's starts.
MOST_REQUESTS = 40


def killed_at_every_call(stride: int) -> Trial:
    return rested(_at_every_call(KILLS, stride))


def services_fail_at_every_call(stride: int) -> Trial:
    return rested(_at_every_call((Mishap.FAILED, Mishap.ANSWER_LOST, Mishap.CONTENDED), stride))


def answers_spoiled(_: int) -> Trial:
    """Each way to spoil an answer, for each kind of effect, once and several times, alone and with a failing look-up."""

    def hubs() -> Iterator[RunningHub]:
        for kind in VENDOR:
            for name in ("autonomous", "answered", "drafted", "escalated"):
                for writes, reads in ((1, 0), (3, 0), (1, 1)):
                    hub = RunningHub()
                    hub.world.transport.fault(kind, method="POST", times=writes)
                    if reads:
                        hub.world.transport.faults.add(FaultOrder(kind=FaultKind("error_500"), path_prefix="/refunds", method="GET"))
                    yield played(SCRIPTS[name], hub)

    return rested(hubs())


def key_forgotten(stride: int) -> Trial:
    """A system whose key lives for seconds only, under kills at every call."""
    short = (
        catalogue().descriptor("refund.issue").model_copy(update={"idempotency": Idempotency(mode="native", window_seconds=SHORT_SECONDS)})
    )
    with (
        patch.dict(catalogue()._descriptors, {"refund.issue": short}),
        patch.object(payments, "KEY_WINDOW", timedelta(seconds=SHORT_SECONDS)),
    ):
        return rested(_killed("autonomous", mishap, number) for mishap, number in _points("autonomous", KILLS, stride))


def busy_for_long(_: int) -> Trial:
    """429 and 500 for longer than anybody waits, with impossible words on when to come again."""
    hubs = []
    for kind, retry_after in (("rate_limit_429", 31_536_000), ("rate_limit_429", 0), ("error_500", None)):
        hub = RunningHub()
        hub.world.transport.faults.add(FaultOrder(kind=FaultKind(kind), method="POST", times=1_000, retry_after=retry_after))
        hubs.append(played(SCRIPTS["autonomous"], hub))
    asked = max(len(hub.world.transport.writes()) for hub in hubs)
    refused = sum(len(hub.world.transport.writes()) for hub in hubs)
    return together(expect(refused, (asked <= MOST_REQUESTS, f"I9: asked {asked} times")), unharmed(*hubs))


def _at_every_call(mishaps: tuple[Mishap, ...], stride: int) -> Iterator[RunningHub]:
    for name in SCRIPTS:
        for mishap, number in _points(name, mishaps, stride):
            yield _killed(name, mishap, number)


def _points(name: str, mishaps: tuple[Mishap, ...], stride: int) -> Iterator[tuple[Mishap, int]]:
    return ((mishap, number) for mishap in mishaps for number in range(0, calls_of(name), stride))


def _killed(name: str, mishap: Mishap, number: int) -> RunningHub:
    hub = RunningHub(number)
    hub.fate.at(number, mishap)
    return played(SCRIPTS[name], hub)
