"""How quickly the record is verified: `python -m tests.benchmarks.audit [--json]`.

One core, CPU time, the best of three rounds over a generated log in memory: what reading it from a table and an archive costs is not in
these figures. The chain is checked on canonical bytes; making these of table rows is measured beside it.
"""

import json
from collections.abc import Callable, Iterator
from time import process_time
from typing import Any

import click
from tests.builders import NOW, TENANT

from countersign.model.audit import GENESIS, AuditEvent
from countersign.model.canonical import canonical_json
from countersign.model.frozen import Frozen
from countersign.proof.tree import PartialTree, includes
from countersign.record import merkle
from countersign.record.chain import first_fault

ROUNDS = 3
EVENTS_A_CASE = 12


class Result(Frozen):
    """Events a second, except for the last two: hashes in one inclusion proof, and proofs checked a second."""

    events: int
    bytes_an_event: int
    chain: int
    canonical_form: int
    tree: int
    proof_hashes: int
    proofs_checked: int


def measure(cases: int) -> Result:
    """Of a log of `cases` cases, twelve events each."""
    rows = [list(_events(f"C-{number:016d}")) for number in range(cases)]
    lines = [(f"C-{number:016d}", [canonical_json(row) for row in case]) for number, case in enumerate(rows)]
    events = cases * EVENTS_A_CASE
    leaves = [merkle.leaf(bytes.fromhex(row["hash"])) for case in rows for row in case]
    tree = PartialTree((), 0, leaves)
    root, proof = merkle.root(merkle.grow((), 0, leaves)[0]), tree.inclusion(events // 3)
    checks = 2_000
    return Result(
        events=events,
        bytes_an_event=sum(len(line) for _, case in lines for line in case) // events,
        chain=_rate(events, lambda: _verify(lines)),
        canonical_form=_rate(events, lambda: [canonical_json(row) for case in rows for row in case]),
        tree=_rate(events, lambda: merkle.grow((), 0, leaves)),
        proof_hashes=len(proof),
        proofs_checked=_rate(checks, lambda: [includes(root, events, events // 3, leaves[events // 3], proof) for _ in range(checks)]),
    )


def _events(case_id: str) -> Iterator[dict[str, Any]]:
    """A case's events, of the size that those of the hub have."""
    previous = GENESIS
    for sequence in range(EVENTS_A_CASE):
        event = AuditEvent(
            tenant=TENANT,
            case_id=case_id,
            sequence=sequence,
            at=NOW,
            type="effect.attempted",
            actor="execute",
            body={"action": "a" * 64, "name": "refund.issue", "epoch": 1, "key": "b" * 40},
            previous=previous,
            hash=GENESIS,
        )
        previous = event.expected_hash()
        yield event.model_copy(update={"hash": previous}).to_json()


def _verify(lines: list[tuple[str, list[bytes]]]) -> None:
    for case_id, case in lines:
        if first_fault(case, TENANT, case_id) is not None:
            raise AssertionError(case_id)


def _rate(events: int, work: Callable[[], object]) -> int:
    best = min(_seconds(work) for _ in range(ROUNDS))
    return int(events / best)


def _seconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return process_time() - began


@click.command()
@click.option("--cases", default=20_000, show_default=True, help="Of twelve events each.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def main(*, cases: int, as_json: bool) -> None:
    """Measure the verification of the record."""
    result = measure(cases)
    if as_json:
        click.echo(json.dumps(result.to_json()))
        return
    click.echo(f"{result.events:,} events of {result.bytes_an_event} bytes, on one core")
    click.echo(f"  hash chain       {result.chain:>11,} events/s")
    click.echo(f"  canonical form   {result.canonical_form:>11,} events/s   (rows of a table to bytes)")
    click.echo(f"  Merkle tree      {result.tree:>11,} leaves/s")
    click.echo(f"  inclusion proof  {result.proof_hashes:>11} hashes, {result.proofs_checked:,} checked/s")


if __name__ == "__main__":
    main()
