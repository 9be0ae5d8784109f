"""`countersign policy shadow`."""

from collections import defaultdict
from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.policy_decisions import rows_of
from countersign.cli.policy_flips import flip_rows
from countersign.cli.stack import places, state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.session import Stack, open_stack
from countersign.policy.flips import FlipGroup, grouped
from countersign.policy.shadow import Difference
from countersign.record.keys import SHADOW

Trials = dict[tuple[str, str], tuple[FlipGroup, ...]]


@click.command(epilog=examples("countersign policy shadow", "countersign policy shadow --json"))
@state_option
@json_option
def shadow(*, state: Path | None, as_json: bool) -> None:
    """Show the decisions that a bundle on trial would have made otherwise, by active bundle and candidate.

    A candidate is the folder policies/candidate, deployed beside the active policies; it is asked each time and changes nothing.
    Exit codes: 0 no difference, 1 differences, 2 no stack.
    """
    _, folder = places(state)
    trials = trials_of(differences(open_stack(folder.root)))
    terminal = Terminal(as_json=as_json)
    if as_json:
        told = [{"active": active, "candidate": name, "groups": [one.to_json() for one in trials[active, name]]} for active, name in trials]
        terminal.give({"trials": told})
    else:
        _tell(terminal, trials)
    raise SystemExit(1 if trials else 0)


def differences(stack: Stack) -> list[Difference]:
    """Everything that gates have recorded about candidates."""
    rows = rows_of(stack, "StateTable", "begins_with(#sk, :shadow)", {"#sk": "sk"}, {":shadow": {"S": SHADOW}})
    return [Difference.from_json(row) for row in rows]


def trials_of(found: list[Difference]) -> Trials:
    """Grouped by the bundle in force and the one on trial."""
    by_pair: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    for one in found:
        by_pair[one.active, one.candidate].append(one)
    return {pair: grouped(one.flip for one in members) for pair, members in sorted(by_pair.items())}


def _tell(terminal: Terminal, trials: Trials) -> None:
    show = terminal.results.print
    if not trials:
        show("No decision would have been another.")
    for (active, candidate), groups in trials.items():
        show(f"active    {active}\ncandidate {candidate}", soft_wrap=True)
        show(flip_rows(groups), soft_wrap=True)
