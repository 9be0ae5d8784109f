"""`countersign policy coverage`."""

from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, cases_of, policies_option
from countersign.cli.rows import aligned
from countersign.cli.terminal import Terminal, json_option
from countersign.policy.bundle import open_artefact
from countersign.policy.tooling.coverage import Exercise
from countersign.policy.tooling.coverage import coverage as measure_coverage


@click.command(epilog=examples("countersign policy coverage", "countersign policy coverage --json"))
@policies_option
@json_option
def coverage(*, policies: Path, as_json: bool) -> None:
    """Count for each policy the cases it decides, those it matches and those it spares.

    A policy is idle when no case shows what it does, or none where it ends. Exit codes: 0 none is idle, 1 some are, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    book = cases_of(policies)
    artefact = artefact_of(policies)
    exercises = measure_coverage(artefact, open_artefact(artefact), book)
    idle = [exercise.policy for exercise in exercises if exercise.idle]
    if as_json:
        terminal.give({"cases": len(book.cases), "idle": idle, "policies": [exercise.to_json() for exercise in exercises]})
    else:
        terminal.results.print(aligned(("policy", "decides", "matches", "spares", ""), [_row(one) for one in exercises]), soft_wrap=True)
        terminal.results.print(f"{len(exercises) - len(idle)} of {len(exercises)} policies are exercised.")
    raise SystemExit(1 if idle else 0)


def _row(one: Exercise) -> tuple[str, ...]:
    return one.policy, str(one.decides), str(one.matches), str(one.spares), "idle" if one.idle else ""
