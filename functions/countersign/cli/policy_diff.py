"""`countersign policy diff`."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, policies_option, subject_of, translating
from countersign.cli.policy_witness import request_text
from countersign.cli.terminal import Terminal, json_option
from countersign.policy.proving.difference import Shift, shifts
from countersign.policy.tooling.changes import Change, changes

_bundle = click.Path(exists=True, path_type=Path)


@click.command(epilog=examples("countersign policy diff policies /tmp/proposed", "countersign policy diff old.json new.json --json"))
@click.argument("old", type=_bundle)
@click.argument("new", type=_bundle)
@policies_option
@json_option
def diff(*, old: Path, new: Path, policies: Path, as_json: bool) -> None:
    """Compare two folders of policies or built bundles: what NEW says differently, and what it newly allows and denies.

    For each action, rung and policy that makes a difference there is the most ordinary request that shows it, told by what differs from
    a baseline of the cases in --policies. Exit codes: 0 the same, 1 differences, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    before, after = artefact_of(old), artefact_of(new)
    worded = changes(before, after)
    with translating(), terminal.step("Looking for requests that are decided differently"):
        found = list(shifts(subject_of(before, policies), subject_of(after, policies)))
    if as_json:
        terminal.give({"changes": [change.to_json() for change in worded], "shifts": [shift.to_json() for shift in found]})
    else:
        _tell_changes(terminal, worded)
        _tell_shifts(terminal, found, policies)
    raise SystemExit(1 if worded or found else 0)


def _tell_changes(terminal: Terminal, worded: Sequence[Change]) -> None:
    for change in worded:
        terminal.results.print(Text(change.where, style="bold"), soft_wrap=True)
        for sign, words in (("-", change.old), ("+", change.new)):
            for line in words.splitlines():
                terminal.results.print(Text(f"  {sign} {line}"), soft_wrap=True)


def _tell_shifts(terminal: Terminal, found: Sequence[Shift], policies: Path) -> None:
    for shift in found:
        closed = ", ".join(shift.policies) or "nothing permits it"
        terminal.results.print(Text(f"newly {shift.now}: {request_text(shift.witness, policies)}", style="bold"), soft_wrap=True)
        terminal.results.print(Text(f"  {'now' if shift.now == 'denied' else 'before'} denied by {closed}"), soft_wrap=True)
    terminal.results.print(f"{len(found)} differences in what is permitted." if found else "Every request is decided as before.")
