"""`countersign policy check`."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import policies_option
from countersign.cli.terminal import Terminal, json_option
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.findings import Finding
from countersign.policy.source import compile_folder


@click.command(epilog=examples("countersign policy check", "countersign policy check --policies /tmp/proposed --json"))
@policies_option
@json_option
def check(*, policies: Path, as_json: bool) -> None:
    """Say whether the gate would accept these policies, and if not, what is wrong where and what to do about it.

    Types and words against the schema, then the house rules. Exit codes: 0 accepted, 1 findings, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    try:
        bundle = open_artefact(compile_folder(policies))
    except PolicyBundleError as error:
        found = error.findings or (Finding(problem=str(error), remedy="Put this right, then check again."),)
        _tell_findings(terminal, found)
        raise SystemExit(1) from error
    _tell_accepted(terminal, bundle)


def _tell_findings(terminal: Terminal, found: Sequence[Finding]) -> None:
    if terminal.as_json:
        terminal.give({"accepted": False, "findings": [finding.to_json() for finding in found]})
        return
    for finding in found:
        terminal.results.print(Text(str(finding), style="bold"), soft_wrap=True)
        terminal.results.print(Text(f"  {finding.remedy}"), soft_wrap=True)
    terminal.results.print(f"{len(found)} to put right; the gate would refuse these policies.")


def _tell_accepted(terminal: Terminal, bundle: Bundle) -> None:
    if terminal.as_json:
        terminal.give(
            {"accepted": True, "findings": [], "version": bundle.version, "policies": len(bundle.policies), "digest": bundle.digest}
        )
        return
    terminal.results.print(f"{len(bundle.policies)} policies of version {bundle.version}: nothing to put right.")
    terminal.results.print(f"digest {bundle.digest}", soft_wrap=True)
