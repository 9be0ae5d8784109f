"""`countersign policy test`."""

from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import bundle_of, cases_of, policies_option
from countersign.cli.terminal import Terminal, json_option
from countersign.policy.tooling.cases import Failure, failures


@click.command(epilog=examples("countersign policy test", "countersign policy test --policies /tmp/proposed --json"))
@policies_option
@json_option
def test(*, policies: Path, as_json: bool) -> None:
    """Decide every case of cases/*.yaml and compare verdict, needed approvals and deciding policies with what the case says.

    Exit codes: 0 all as expected, 1 some are not, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    book = cases_of(policies)
    failed = failures(bundle_of(policies), book)
    if as_json:
        terminal.give({"cases": len(book.cases), "failures": [failure.to_json() for failure in failed]})
    else:
        for failure in failed:
            _tell(terminal, failure)
        terminal.results.print(f"{len(book.cases) - len(failed)} of {len(book.cases)} cases are decided as they say.")
    raise SystemExit(1 if failed else 0)


def _tell(terminal: Terminal, failure: Failure) -> None:
    terminal.results.print(Text(f"{failure.file}: {failure.case}", style="bold"), soft_wrap=True)
    for difference in failure.differences:
        expected, actual = difference.expected or "nothing", difference.actual or "nothing"
        terminal.results.print(Text(f"  {difference.what:<8} expected {expected}, but is {actual}"), soft_wrap=True)
