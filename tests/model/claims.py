"""What each mechanism is for: the invariant that falls without it. A mutation test of the design itself."""

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tests.model.search import SETTINGS, Found, explore
from tests.model.state import ALL, Mechanism, Mechanisms

NOTHING_FALLS = ""

# Without these, what falls first. Some stand in for each other in pairs: only without both does anything fall.
CLAIMS: Mapping[Mechanisms, str] = {
    frozenset({Mechanism.WARRANT}): "I1",
    frozenset({Mechanism.WARRANT_DEADLINE}): "I1",
    frozenset({Mechanism.NO_IS_FINAL}): "I1",
    frozenset({Mechanism.ATTEMPT_ONCE}): "I2",
    frozenset({Mechanism.LEASE}): "I2",
    frozenset({Mechanism.FENCING}): "I2",
    frozenset({Mechanism.LOOK_UP}): "I2",
    frozenset({Mechanism.KEY_WINDOW}): "I2",
    frozenset({Mechanism.WRITE_AHEAD}): "I3",
    frozenset({Mechanism.DIGEST}): "I4",
    frozenset({Mechanism.DISTINCT_PEOPLE}): "I5",
    frozenset({Mechanism.NO_SELF_VOTE}): "I5",
    frozenset({Mechanism.SIGNATURE}): "I6",
    frozenset({Mechanism.GRANT_BINDING}): "I6",
    frozenset({Mechanism.GRANT_BUNDLE}): "I6",
    frozenset({Mechanism.GRANT_EXPIRY}): "I6",
    frozenset({Mechanism.AFTER_DONE}): "I1",
    frozenset({Mechanism.EDIT_WHILE_OPEN}): NOTHING_FALLS,
    frozenset({Mechanism.SUPERSEDED_AT_WARRANT}): NOTHING_FALLS,
    frozenset({Mechanism.EDIT_WHILE_OPEN, Mechanism.SUPERSEDED_AT_WARRANT}): "I4",
    frozenset({Mechanism.WARRANT_ONCE}): NOTHING_FALLS,
    frozenset({Mechanism.BURNED_GRANTS}): NOTHING_FALLS,
    frozenset({Mechanism.WARRANT_ONCE, Mechanism.BURNED_GRANTS}): "I6",
    frozenset({Mechanism.SWITCH_AT_WARRANT}): "I7",
    frozenset({Mechanism.SWITCH_AT_ATTEMPT}): "I7",
    frozenset({Mechanism.LEDGER_VERSION}): "I8",
    frozenset({Mechanism.SWEEP}): "I9",
    frozenset({Mechanism.UNKNOWN_PARKED}): "I14",
    frozenset({Mechanism.BUNDLE_AT_WARRANT}): "I16",
}


class Checked(NamedTuple):
    """One row of the table."""

    removed: str
    found: Found
    seconds: float


def without(removed: Mechanisms) -> Checked:
    """The first breach in any setting, looked for in the smallest first."""
    started = time.perf_counter()
    states, found = 0, Found(0, "", ())
    for setting in SETTINGS:
        found = explore(setting, ALL - removed)
        states += found.states
        if found.breach:
            break
    return Checked(" + ".join(sorted(removed)) or "nothing", found._replace(states=states), time.perf_counter() - started)


def table(checked: Iterable[Checked]) -> Iterator[str]:
    """For people: what was removed, what fell, and the shortest way there."""
    yield f"{'removed':<30} {'falls':<6} {'states':>8} {'seconds':>8}  shortest way"
    for row in checked:
        yield f"{row.removed:<30} {row.found.breach or '-':<6} {row.found.states:>8} {row.seconds:>8.2f}  {' > '.join(row.found.trace)}"
