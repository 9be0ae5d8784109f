"""How quick the gate is: `python -m tests.benchmarks.gate [--json] [--core-layer FOLDER]`.

Everything is CPU time, so that a busy machine changes little, and also stands as a ratio to an empty loop of a million rounds, which
can be compared between machines. Measured are

- one decision: facts that lead to each of the six verdicts, under bundles of 20, 100 and 1,000 policies (see `filled_bundle`);
- the load of the shipped bundle: digest, parsing, house rules, schema, and the shard that is decided first;
- the cold import of gate's handler over the bare interpreter, with the bytecode that the core layer ships, and what there is in all
  before the first write (see `cold_start`). The layer is built as `sam build` builds it unless a built one is named.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time_ns

import click
from tests.benchmarks.cold_start import BARE, IMPORT, READY, ColdStart, build_core_layer
from tests.benchmarks.filled_bundle import REFUND, filled_bundle
from tests.policies.given import make_facts, shipped_artefact

from countersign.model.decision import Verdict
from countersign.model.frozen import Frozen
from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, load_bundle, open_artefact
from countersign.policy.decide import decide
from countersign.policy.facts import DecisionFacts

SIZES = (20, 100, 1_000)
ROUNDS = 60
COLD_ROUNDS = 9
CASES: Mapping[Verdict, DecisionFacts] = {
    Verdict.ALLOW: make_facts(),
    Verdict.REQUIRE_APPROVAL: make_facts(money__amount_minor=250_000),
    Verdict.DRAFT: make_facts(purchase__age_days=-1),
    Verdict.RECOMMEND: make_facts(quality_bp=3_000),
    Verdict.ESCALATE: make_facts(purchase__disputed=True),
    Verdict.DENY: make_facts(switches__tenant=True),
}


class Timing(Frozen):
    """Microseconds of CPU; `ratio_thousandths` is the middle one in thousandths of the empty loop."""

    p50_us: int
    p99_us: int
    ratio_thousandths: int


class Report(Frozen):
    """`decision` is over all six verdicts, by number of policies; `verdicts` under the largest one; cold is over the bare interpreter."""

    empty_loop_us: int
    decision: dict[int, Timing]
    verdicts: dict[Verdict, Timing]
    bundle_load: Timing
    cold_import_us: int
    cold_ready_us: int


def cpu_us(work: Callable[[], object], rounds: int = ROUNDS) -> list[int]:
    """The CPU time of each round, after one that warms up."""
    work()
    spent = []
    for _ in range(rounds):
        started = process_time_ns()
        work()
        spent.append((process_time_ns() - started) // 1_000)
    return spent


def empty_loop() -> None:
    """The yardstick."""
    for _ in range(1_000_000):
        pass


def timing(spent: list[int], loop_us: int) -> Timing:
    """The middle and the slow end."""
    ordered = sorted(spent)
    middle = int(median(ordered))
    return Timing(p50_us=middle, p99_us=ordered[len(ordered) * 99 // 100], ratio_thousandths=1_000 * middle // loop_us)


def decisions(bundle: Bundle) -> dict[Verdict, list[int]]:
    """By verdict; raises ValueError when facts are decided otherwise than meant."""
    return {verdict: _decided(bundle, facts, verdict) for verdict, facts in CASES.items()}


def _decided(bundle: Bundle, facts: DecisionFacts, meant: Verdict) -> list[int]:
    ruling = decide(bundle, facts, {})
    if ruling.verdict is not meant:
        raise ValueError(f"meant to be {meant}: {ruling}")
    return cpu_us(lambda: decide(bundle, facts, {}))


def bundle_loads(artefact: Artefact) -> list[int]:
    """From the file's bytes to the first shard."""
    raw, digest = artefact.to_bytes(), artefact.digest
    return cpu_us(lambda: load_bundle(raw, expected_digest=digest).policy_set(REFUND))


def measure(layer: Path, place: Path) -> Report:
    """Everything, in this order: a busy machine then spoils one part and not all."""
    loop_us = min(cpu_us(empty_loop, rounds=5))
    by_size = {size: decisions(open_artefact(filled_bundle(size))) for size in SIZES}
    loads = bundle_loads(shipped_artefact())
    cold = ColdStart(layer, shipped_artefact(), CASES[Verdict.ALLOW], place)
    bare, imported, ready = (cold.cpu_us(code, COLD_ROUNDS) for code in (BARE, IMPORT, READY))
    return Report(
        empty_loop_us=loop_us,
        decision={size: timing([us for spent in found.values() for us in spent], loop_us) for size, found in by_size.items()},
        verdicts={verdict: timing(spent, loop_us) for verdict, spent in by_size[SIZES[-1]].items()},
        bundle_load=timing(loads, loop_us),
        cold_import_us=imported - bare,
        cold_ready_us=ready - bare,
    )


def told(report: Report) -> str:
    """One line a figure."""
    lines = [f"{'empty loop of a million':<32} {report.empty_loop_us / 1_000:>8.2f} ms"]
    lines += [_line(f"a decision, {size:,} policies", one) for size, one in report.decision.items()]
    lines += [_line(f"  {verdict}, {SIZES[-1]:,} policies", one) for verdict, one in report.verdicts.items()]
    lines += [_line("bundle load", report.bundle_load)]
    lines += [f"{'cold import of the handler':<32} {report.cold_import_us / 1_000:>8.2f} ms"]
    lines += [f"{'cold, ready for the first write':<32} {report.cold_ready_us / 1_000:>8.2f} ms"]
    return "\n".join(lines)


def _line(name: str, one: Timing) -> str:
    return f"{name:<32} {one.p50_us / 1_000:>8.2f} ms   p99 {one.p99_us / 1_000:>8.2f} ms   {one.ratio_thousandths / 1_000:>7.3f} loops"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for machines.")
@click.option(
    "--core-layer", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The python/ folder of a built core layer."
)
def main(*, as_json: bool, core_layer: Path | None) -> None:
    """Measure the gate on this machine."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        report = measure(core_layer or build_core_layer(place), place)
    click.echo(json.dumps(report.to_json()) if as_json else told(report))


if __name__ == "__main__":
    main()
