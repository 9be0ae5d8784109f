"""`countersign policy mutate`."""

from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, bundle_of, cases_of, policies_option
from countersign.cli.progress_bar import counting
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.policy.tooling.cases import CaseBook, failures
from countersign.policy.tooling.mutants import Mutant, mutants
from countersign.policy.tooling.mutation import Fate, JustificationError, Justified, Mutation, fates, judge, read_justified
from countersign.viewing.wording import share


@click.command(epilog=examples("countersign policy mutate", "countersign policy mutate --at-least 100 --json"))
@click.option(
    "--justified",
    "justified_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file of mutants that may survive, and why.  [default: mutants.toml beside the policies]",
)
@click.option("--at-least", type=click.IntRange(0, 100), default=95, show_default=True, help="The score that is enough, in percent.")
@policies_option
@json_option
def mutate(*, justified_file: Path | None, at_least: int, policies: Path, as_json: bool) -> None:
    """Change the policies in every small way and see whether some case notices.

    Neighbouring numbers, other operators, and for or, parts, policies and annotations left out, forbid for permit, wider scopes, other
    limits. A mutant that the gate would refuse to load does not count. Takes less than a minute. Exit codes: 0 all survivors are
    justified and the score is enough, 1 not so, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    justified = _justified(justified_file or policies / "mutants.toml")
    book = _passing(policies)
    mutation = judge(_fates(mutants(artefact_of(policies)), book), justified)
    if as_json:
        terminal.give(_summary(mutation))
    else:
        _tell(terminal, mutation)
    enough = mutation.score_bp >= 100 * at_least
    raise SystemExit(1 if mutation.unjustified or mutation.stale or not enough else 0)


def _justified(file: Path) -> tuple[Justified, ...]:
    try:
        return read_justified(file)
    except JustificationError as error:
        raise OperatorError(f"The justified mutants cannot be read: {error}", "Each has a place, a change and a because.") from error


def _passing(policies: Path) -> CaseBook:
    """The cases, all of which must pass before anything can be learnt from one that fails."""
    book = cases_of(policies)
    if failed := failures(bundle_of(policies), book):
        raise OperatorError(f"{len(failed)} cases fail as the policies are.", f"countersign policy test --policies {policies}")
    return book


def _fates(made: list[Mutant], book: CaseBook) -> list[Fate]:
    found = []
    with counting("Mutants", len(made)) as count:
        for fate in fates(made, book):
            found.append(fate)
            count()
    return found


def _summary(mutation: Mutation) -> dict[str, object]:
    return {
        "score_bp": mutation.score_bp,
        **{kind: _number(mutation, kind) for kind in ("noticed", "refused", "survived")},
        "unjustified": [fate.to_json() for fate in mutation.unjustified],
        "justified": [one.to_json() for one in mutation.justified],
        "stale": [one.to_json() for one in mutation.stale],
    }


def _number(mutation: Mutation, kind: str) -> int:
    return sum(fate.fate == kind for fate in mutation.fates)


def _tell(terminal: Terminal, mutation: Mutation) -> None:
    for fate in mutation.unjustified:
        terminal.results.print(Text(f"survived  {fate.place}", style="bold"), soft_wrap=True)
        terminal.results.print(Text(f"  {fate.change}"), soft_wrap=True)
    for one in mutation.stale:
        terminal.results.print(Text(f"justified, but survives no longer: {one.place}: {one.change}"), soft_wrap=True)
    noticed, refused, survived = (_number(mutation, kind) for kind in ("noticed", "refused", "survived"))
    terminal.results.print(f"{noticed} changes noticed by the cases, {refused} refused by the loader, {survived} survived.")
    terminal.results.print(f"Score {share(mutation.score_bp)}; {len(mutation.justified)} survivors are justified.")
