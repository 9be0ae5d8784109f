"""Is it a pure translator: no socket, no clock, no environment, no chance, no memory?"""

from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from importlib import import_module
from pathlib import Path

from countersign.kit import fresh, source
from countersign.kit.bench import Bench
from countersign.kit.check import Level, NotApplicableError, check
from countersign.kit.exercise import exercise
from countersign.kit.guard import ImpureError, watching


@check("CS-P01", Level.BRONZE, "Its source imports and calls nothing that reaches outside")
def pure_source(bench: Bench) -> Iterator[str]:
    yield from source.impurities(folder_of(bench.subject.package))


@check("CS-P02", Level.BRONZE, "At work it reaches for no socket, clock, environment, file or random number, and never sleeps")
def pure_at_work(bench: Bench) -> Iterator[str]:
    bench.require_at_hand()
    system = bench.rehearsal()
    # Once before: models are built at their first use, and their library looks at its own settings then.
    exercise(bench, bench.rehearsal())
    with watching() as seen, suppress(ImpureError):
        exercise(bench, system)
    yield from sorted({f"reaches for {name}" for name in seen})


@check("CS-P03", Level.BRONZE, "The same arguments and key give the same bytes")
def deterministic(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        key = bench.key()
        first = bench.connector.prepare(name, example.arguments, key=key)
        bench.connector.prepare(name, example.arguments, key=bench.key())
        again = bench.connector.prepare(name, dict(reversed(list(example.arguments.items()))), key=key)
        elsewhere = bench.subject.connector().prepare(name, example.arguments, key=key)
        if not first == again == elsewhere:
            yield f"{name}: prepared again it is another request"


@check("CS-P04", Level.BRONZE, "Another interpreter prepares the same bytes")
def deterministic_elsewhere(bench: Bench) -> Iterator[str]:
    if bench.origin is None:
        raise NotApplicableError("the kit was not told where the factory is")
    if not bench.subject.writes:
        raise NotApplicableError("it writes nothing")
    one, other = (fresh.prepared(bench.origin, seed) for seed in (1, 2))
    for name in bench.writes:
        if one[name] != other[name]:
            yield f"{name}: with other hash seeds it is another request"


@check("CS-P05", Level.BRONZE, "Arguments are left as they were")
def leaves_arguments(bench: Bench) -> Iterator[str]:
    for name, example in bench.writes.items():
        given = deepcopy(dict(example.arguments))
        bench.connector.prepare(name, given, key=bench.key())
        if given != example.arguments:
            yield f"{name}: prepare changes its arguments"


def folder_of(package: str) -> Path:
    """Where an import package lies."""
    return Path(str(import_module(package).__file__)).parent
