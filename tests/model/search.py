"""Breadth first through all states: a first breach is a shortest one."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tests.model.acting import request_arrives, sweeps, works
from tests.model.deciding import answers, decides
from tests.model.state import Case, Mechanisms, Moves, State, Vendor
from tests.model.surroundings import operators_act, strangers_act, time_passes


@dataclass(frozen=True)
class Setting:
    """How many cases share a cap of so many refunds, how many faults may happen, whether strangers are about, whether one waits."""

    title: str
    cases: int
    cap: int
    faults: int
    hostile: bool
    ordered: bool = False


SETTINGS = (
    Setting("one case, three faults, strangers", cases=1, cap=2, faults=3, hostile=True),
    Setting("two cases under one cap, one fault", cases=2, cap=1, faults=1, hostile=False),
    Setting("one after the other, one fault", cases=2, cap=2, faults=1, hostile=False, ordered=True),
)


class Found(NamedTuple):
    """How many states were seen, and the shortest way to a breach if there is one."""

    states: int
    breach: str
    trace: tuple[str, ...]


def explore(setting: Setting, on: Mechanisms, vendors: tuple[Vendor, ...] = tuple(Vendor)) -> Found:
    """All states reachable in `setting` with the mechanisms `on`, up to the first breach."""
    cases = (Case(),) * setting.cases
    starts = [State(vendor, cases, setting.cap, setting.faults, setting.hostile, setting.ordered) for vendor in vendors]
    came_from: dict[State, tuple[State, str] | None] = dict.fromkeys(starts)
    seen = {_same(state) for state in starts}
    ahead = deque(starts)
    while ahead:
        state = ahead.popleft()
        for label, following in _following(state, on):
            key = _same(following)
            if key in seen:
                continue
            seen.add(key)
            came_from[following] = (state, label)
            if following.breach:
                return Found(len(seen), following.breach, _trace(came_from, following))
            ahead.append(following)
    return Found(len(seen), "", ())


def _following(state: State, on: Mechanisms) -> Moves:
    goes_on = False
    for label, following in _moves(state, on):
        goes_on = goes_on or following.faults == state.faults
        yield label, following
    if not goes_on and not all(case.accounted for case in state.cases):
        yield "nothing more happens", state.broken("I9")


def _moves(state: State, on: Mechanisms) -> Moves:
    for number in range(len(state.cases)):
        for label, following in _moves_of_case(state, number, on):
            yield (f"case {number + 1}: {label}" if len(state.cases) > 1 else label), following
    yield from operators_act(state)


def _moves_of_case(state: State, number: int, on: Mechanisms) -> Moves:
    yield from answers(state, number, on)
    yield from decides(state, number, on)
    yield from works(state, number, on)
    yield from request_arrives(state, number)
    yield from sweeps(state, number, on)
    yield from time_passes(state, number)
    yield from strangers_act(state, number, on)


def _same(state: State) -> int:
    """Cases are alike: which of them is the first makes no difference, unless one waits for the other."""
    if state.ordered:
        return hash(state)
    return hash((state._replace(cases=()), frozenset(state.cases), sum(map(hash, state.cases))))


def _trace(came_from: dict[State, tuple[State, str] | None], state: State) -> tuple[str, ...]:
    def backwards() -> Iterator[str]:
        step = came_from[state]
        while step is not None:
            before, label = step
            yield label
            step = came_from[before]

    return tuple(reversed(list(backwards())))
