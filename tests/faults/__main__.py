"""Faults injected, and what held: `python -m tests.faults [--json]`; at random: `python -m tests.faults --cases 20000 [--seed N]`.

Exit code 1 when an invariant fell.
"""

import json
import sys
import time
from typing import Any

import click
from tests.faults.catalogue import FAULTS
from tests.faults.load import Tally, run
from tests.faults.trials.trial import Fault, Trial

from countersign import entry


@click.command()
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object for machines.")
@click.option("--stride", default=1, show_default=True, help="Of a series of injections, do every so many-th.")
@click.option("--cases", type=int, help="Run at least so many cases with faults at random instead.")
@click.option("--seed", type=int, help="Of the first round of random cases; drawn from the clock if none is given.")
def main(*, json_wanted: bool, stride: int, cases: int | None, seed: int | None) -> None:
    """Inject every fault of the list, or faults at random, and check the invariants."""
    # One line a call, of many thousands.
    entry.log.setLevel("CRITICAL")
    if cases is None:
        rows = [_tried(fault, stride) for fault in FAULTS]
        click.echo(json.dumps({"faults": rows}) if json_wanted else _table(rows))
        sys.exit(any(row["breaches"] for row in rows))
    first = seed if seed is not None else time.time_ns() // 1_000_000
    tally = run(cases, first, _progress(cases))
    click.echo(err=True)
    click.echo(json.dumps(_as_json(tally, first)) if json_wanted else _summary(tally, first))
    sys.exit(bool(tally.breaches))


def _tried(fault: Fault, stride: int) -> dict[str, Any]:
    click.echo(f"\r{fault.number:>2} {fault.title:<70}", nl=False, err=True)
    trial: Trial = fault.trial(stride)
    return fault._asdict() | {"injected": trial.injected, "breaches": sorted(set(trial.breaches)), "trial": fault.trial.__name__}


def _table(rows: list[dict[str, Any]]) -> str:
    lines = [f"\r{'#':>2} {'fault':<58} {'injected':>8}  {'invariants':<22} held"]
    for row in rows:
        held = "; ".join(row["breaches"]) or "yes"
        lines.append(f"{row['number']:>2} {row['title']:<58} {row['injected']:>8}  {row['invariants']:<22} {held}")
    return "\n".join([*lines, f"{sum(row['injected'] for row in rows)} faults injected"])


def _progress(cases: int):
    shown_at = [0.0]

    def show(done: int) -> None:
        if time.monotonic() - shown_at[0] > 1 or done >= cases:
            shown_at[0] = time.monotonic()
            click.echo(f"\r{done} of {cases} cases", nl=False, err=True)

    return show


def _as_json(tally: Tally, seed: int) -> dict[str, Any]:
    return {"cases": tally.cases, "seed": seed, "injected": tally.injected, "ends": tally.ends, "breaches": tally.breaches}


def _summary(tally: Tally, seed: int) -> str:
    injected = [f"  {name:<34} {times:>7}" for name, times in sorted(tally.injected.items())]
    ends = ", ".join(f"{state} {times}" for state, times in sorted(tally.ends.items()))
    fell = [f"  seed {at}: {'; '.join(found)}" for at, found in tally.breaches.items()]
    return "\n".join(
        [
            f"{tally.cases} cases from seed {seed} on, {sum(tally.injected.values())} faults injected:",
            *injected,
            f"they ended: {ends}",
            f"rounds in which an invariant fell: {len(tally.breaches)}",
            *fell,
        ]
    )


if __name__ == "__main__":
    main()
