"""`countersign policy explain`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import bundle_of, cases_of, policies_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.model.decision import Reason
from countersign.policy.facts import DecisionFacts
from countersign.policy.tooling.baselines import flat
from countersign.policy.tooling.cases import CaseBook
from countersign.policy.tooling.explaining import Explanation, Rung
from countersign.policy.tooling.explaining import explain as take_apart
from countersign.viewing.wording import people


@click.command(
    epilog=examples(
        "countersign policy explain --action refund.issue --facts facts.json",
        """echo '{"money.amount_minor": 250000}' | countersign policy explain --action refund.issue --facts -""",
        "countersign policy explain --action refund.issue --facts facts.json --approval risk=2",
    )
)
@click.option("--facts", "file", type=click.File(encoding="utf-8"), required=True, help="JSON object; - reads standard input.")
@click.option("--action", required=True, help="What the hub would like to do, say refund.issue.")
@click.option("--baseline", help="Of cases/baselines.yaml.  [default: the first one about the action]")
@click.option("--approval", "given", multiple=True, metavar="ROLE=NUMBER", help="Who has already said yes; may be repeated.")
@policies_option
@json_option
def explain(*, file: Any, action: str, baseline: str | None, given: tuple[str, ...], policies: Path, as_json: bool) -> None:
    """Show for each rung whether it is open, which policies block it, and what would unlock the action.

    FACTS are complete facts as a decision records them, or only those that differ from a baseline of the cases, nested or as in
    cases: {"money.amount_minor": 250000}. Exit codes: 0 explained, 1 deciding failed, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    facts = _facts(cases_of(policies), baseline, action, _object(file))
    explanation = take_apart(bundle_of(policies), facts, _approvals(given))
    if as_json:
        terminal.give(explanation.to_json())
    else:
        _tell(terminal, explanation)
    raise SystemExit(1 if explanation.errors else 0)


def _object(file: Any) -> dict[str, Any]:
    try:
        given = json.load(file)
    except ValueError as error:
        raise OperatorError(f"The facts are not JSON: {error}", "Give them as one JSON object.") from error
    if not isinstance(given, dict):
        raise OperatorError("The facts are not a JSON object.", 'Give them as in cases: {"money.amount_minor": 250000}')
    return flat(given)


def _facts(book: CaseBook, baseline: str | None, action: str, given: Mapping[str, Any]) -> DecisionFacts:
    if given.get("action.name", action) != action:
        raise OperatorError(f"The facts are about {given['action.name']}, not about {action}.", "Name the action of the facts.")
    try:
        return book.baselines.facts(baseline or book.baselines.of_action(action), {**given, "action.name": action})
    except KeyError as error:
        raise OperatorError(f"cases/baselines.yaml has nothing for {error.args[0]}.", "Name one of its entries with --baseline.") from error
    except ValidationError as error:
        raise OperatorError(
            f"These are no facts:\n{_faults(error)}", "See cases/baselines.yaml for complete and possible facts."
        ) from error


def _faults(error: ValidationError) -> str:
    return "\n".join(f"  {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())


def _approvals(given: tuple[str, ...]) -> dict[str, int]:
    approvals: dict[str, int] = {}
    for text in given:
        role, _, count = text.partition("=")
        if not (role and count.isdecimal()):
            raise OperatorError(f"--approval {text}: not a role and a number", "Write for example: --approval supervisor=1")
        approvals[role] = int(count)
    return approvals


def _tell(terminal: Terminal, explanation: Explanation) -> None:
    terminal.results.print(Text(f"{explanation.action}: {explanation.verdict}", style="bold"))
    for rung in explanation.rungs:
        terminal.results.print(Text(_rung(rung)), soft_wrap=True)
    for line in _unlocking(explanation):
        terminal.results.print(Text(line), soft_wrap=True)


def _rung(rung: Rung) -> str:
    if rung.permitted:
        return f"  {rung.rung:<10} open"
    blocking = [_titled(reason) for reason in rung.policies] or ["nothing permits it"]
    return f"  {rung.rung:<10} blocked by " + "\n                        ".join(blocking)


def _unlocking(explanation: Explanation) -> list[str]:
    if explanation.errors:
        return ["Deciding failed, so the answer is no:", *(f"  {error}" for error in explanation.errors)]
    if explanation.unlock:
        return ["The action is unlocked by:", *(f"  {people(need.count, need.role)}" for need in explanation.unlock)]
    if explanation.lasting:
        return ["No approval unlocks the action, because of:", *(f"  {_titled(reason)}" for reason in explanation.lasting)]
    return [] if explanation.rungs[0].permitted else ["Nothing unlocks the action: no policy permits it."]


def _titled(reason: Reason) -> str:
    return f"{reason.title} ({reason.policy})"
