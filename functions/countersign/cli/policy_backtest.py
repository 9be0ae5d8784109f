"""`countersign policy backtest`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.hub_api import stack_of
from countersign.cli.policy_decisions import decisions_in, decisions_on_record
from countersign.cli.policy_flips import flip_rows, sums
from countersign.cli.policy_reading import bundle_of
from countersign.cli.stack import places, state_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.session import open_stack
from countersign.local.stores import rows_of
from countersign.local.users import TENANT
from countersign.policy.backtest import MINUTES_PER_APPROVAL, Backtest, RecordedDecision, Workload
from countersign.policy.backtest import backtest as replay
from countersign.record.bundles import published

_bundle = click.Path(exists=True, path_type=Path)


@click.command(
    epilog=examples(
        "countersign policy backtest --old policies --new /tmp/proposed --decisions decisions.jsonl",
        "countersign policy backtest --old policies --new /tmp/proposed --from-audit --minutes risk=25",
    )
)
@click.option("--old", type=_bundle, required=True, help="Folder of policies or built bundle in force.")
@click.option("--new", type=_bundle, required=True, help="Folder of policies or built bundle proposed.")
@click.option(
    "--decisions", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON lines of `countersign policy record`."
)
@click.option("--from-audit", is_flag=True, help="Take the decisions of the running stack.")
@click.option(
    "--minutes",
    "given",
    multiple=True,
    metavar="ROLE=MINUTES",
    help=f"What an approval takes an approver.  [default: {MINUTES_PER_APPROVAL}]",
)
@click.option("--publish", is_flag=True, help="Show the report in the console of the running stack, in place of the one before.")
@state_option
@json_option
def backtest(
    *,
    old: Path,
    new: Path,
    decisions: Path | None,
    from_audit: bool,
    given: tuple[str, ...],
    publish: bool,
    state: Path | None,
    as_json: bool,
) -> None:
    """Replay recorded decisions under two bundles and show what changes: verdicts, money, customers, work for approvers.

    What cannot be replayed is counted with the reason. Exit codes: 0 nothing changes, 1 something does or a decision is not
    reproduced by its own bundle, 2 bad input.
    """
    if (decisions is None) != from_audit:
        raise OperatorError("Decisions come from a file or from the audit table.", "Name one of --decisions FILE and --from-audit.")
    found = replay(bundle_of(old), bundle_of(new), _recorded(decisions, state), _minutes(given))
    if publish:
        rows_of(stack_of(state)).transact([published(TENANT, found, datetime.now(UTC))])
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give(found.to_json())
    else:
        _tell(terminal, found)
    raise SystemExit(1 if found.flips or found.not_reproduced else 0)


def _recorded(file: Path | None, state: Path | None) -> list[RecordedDecision]:
    if file:
        return decisions_in(file)
    _, folder = places(state)
    return decisions_on_record(open_stack(folder.root))


def _minutes(given: tuple[str, ...]) -> dict[str, int]:
    minutes: dict[str, int] = {}
    for text in given:
        role, _, number = text.partition("=")
        if not (role and number.isdecimal()):
            raise OperatorError(f"--minutes {text}: not a role and a number", "Write for example: --minutes risk=25")
        minutes[role] = int(number)
    return minutes


def _tell(terminal: Terminal, found: Backtest) -> None:
    show = terminal.results.print
    show(f"{found.replayed} of {found.decisions} decisions replayed, {found.flips} change.")
    if found.groups:
        show(flip_rows(found.groups), soft_wrap=True)
        show(f"At stake: {sums(found.money)}; {found.customers} customers.", soft_wrap=True)
    show(f"Approvals before: {_work(found.before)}\nApprovals after:  {_work(found.after)}", soft_wrap=True)
    for why, times in found.not_replayable.items():
        show(f"Not replayable: {times}, because {why}.", soft_wrap=True)
    if found.elsewhere:
        show(f"{found.elsewhere} were recorded under other bundles than these two.")
    for one in found.not_reproduced:
        show(f"NOT REPRODUCED by its own bundle: {one.action} was {one.recorded}, is {one.replayed}.", soft_wrap=True)


def _work(workload: Workload) -> str:
    daily = workload.approvals_per_100_days
    rate = "" if daily is None else f", {daily / 100:.2f} a day"
    return f"{workload.approvals}{rate}, {workload.queue_minutes} minutes of approvers"
