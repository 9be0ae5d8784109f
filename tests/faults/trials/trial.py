"""One fault, injected as often as makes sense, and what did not hold."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tests.faults.account import breaches
from tests.faults.hub import RunningHub
from tests.faults.play import calls_of, played
from tests.faults.scripts import Script


class Trial(NamedTuple):
    injected: int
    breaches: list[str]


class Fault(NamedTuple):
    """A numbered kind of fault. `trial` is given a stride: of a long series of injections it does every so many-th."""

    number: int
    title: str
    invariants: str
    trial: Callable[[int], Trial]


Injection: TypeAlias = Callable[[RunningHub], None]


def rested(hubs: Iterable[RunningHub]) -> Trial:
    """One injection a hub; all invariants hold when it has come to rest."""
    injected, found = 0, []
    for hub in hubs:
        injected += 1
        found += breaches(hub)
    return Trial(injected, found)


def unharmed(*hubs: RunningHub) -> Trial:
    """The same, for hubs whose injections are counted elsewhere."""
    return rested(hubs)._replace(injected=0)


def expect(injected: int, *expected: tuple[bool, str]) -> Trial:
    """What must hold besides, each with what to say if it does not."""
    return Trial(injected, [otherwise for holds, otherwise in expected if not holds])


def together(*trials: Trial) -> Trial:
    return Trial(sum(trial.injected for trial in trials), [breach for trial in trials for breach in trial.breaches])


def at_every_call(name: str, script: Script, stride: int, inject: Injection) -> Iterator[RunningHub]:
    """Just before each call to a port, somebody else acts."""
    for number in range(0, calls_of(name), stride):
        hub = RunningHub(number)
        _before_call(hub, number, inject)
        yield played(script, hub)


def _before_call(hub: RunningHub, number: int, inject: Injection) -> None:
    def choose(called: int, _: str) -> None:
        if called == number:
            inject(hub)

    hub.fate.choose = choose
