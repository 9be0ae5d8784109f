"""How the gate does on an airline's recorded writes: `python -m tests.benchmarks.airline FILE [--json] [--folds]`.

FILE holds one attempt a line. Exit code 2 when it cannot be used.
"""

import json
import sys
from pathlib import Path

import click
from tests.benchmarks.airline.folds import cross_validate
from tests.benchmarks.airline.gate import CANDIDATES, airline_bundle
from tests.benchmarks.airline.record import RecordError, read_attempts
from tests.benchmarks.airline.report import as_json, as_text
from tests.benchmarks.airline.scoring import judge


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "json_wanted", is_flag=True, help="Print one JSON object for machines.")
@click.option(
    "--folds", "folds_wanted", is_flag=True, help="Also choose the guesses anew, each time on other tasks than it is measured on."
)
def main(*, file: Path, json_wanted: bool, folds_wanted: bool) -> None:
    """Rule on every attempt in FILE, then compare with its labels."""
    try:
        attempts = read_attempts(file)
    except RecordError as error:
        click.echo(f"{file}: {error}", err=True)
        sys.exit(2)
    bundle = airline_bundle()
    judged = judge(bundle, attempts)
    folds = cross_validate(judge(airline_bundle(CANDIDATES), attempts)) if folds_wanted else None
    click.echo(json.dumps(as_json(judged, bundle.digest, folds)) if json_wanted else as_text(judged, folds))


if __name__ == "__main__":
    main()
