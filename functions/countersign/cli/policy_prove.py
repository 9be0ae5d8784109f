"""`countersign policy prove`."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, policies_option, subject_of, translating
from countersign.cli.policy_witness import request_text
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.policy.proving.idle import Idle, idle_policies
from countersign.policy.proving.invariants import Accepted, InvariantFile, InvariantFileError, read_invariants
from countersign.policy.proving.proofs import Proof
from countersign.policy.proving.proofs import prove as prove_one
from countersign.policy.proving.subject import Subject


@click.command(epilog=examples("countersign policy prove", "countersign policy prove --invariants /tmp/wish.toml --json"))
@click.option(
    "--invariants",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file of what must hold.  [default: invariants.toml beside the policies]",
)
@policies_option
@json_option
def prove(*, file: Path | None, policies: Path, as_json: bool) -> None:
    """Prove each invariant for every request there can be, or show the most ordinary request that breaks it.

    Also names the policies that change no decision: dead, shadowed by another one, or redundant. Exit codes: 0 all is proved and no
    policy is idle without a reason in the file, 1 not so, 2 bad input.
    """
    terminal = Terminal(as_json=as_json)
    subject = subject_of(artefact_of(policies), policies)
    stated = _invariants(file or policies / "invariants.toml")
    with translating():
        proofs = _proofs(terminal, stated, subject)
        with terminal.step("Looking for policies that change nothing"):
            idle = list(idle_policies(subject))
    reasons = {one.policy: one for one in stated.accepted}
    unaccepted = [one for one in idle if one.policy not in reasons]
    stale = [one for one in stated.accepted if one.policy not in {found.policy for found in idle}]
    if as_json:
        terminal.give(_summary(proofs, idle, stale))
    else:
        _tell(terminal, proofs, policies)
        _tell_idle(terminal, idle, reasons, stale)
    raise SystemExit(0 if all(proof.proved for proof in proofs) and not unaccepted and not stale else 1)


def _invariants(file: Path) -> InvariantFile:
    try:
        return read_invariants(file)
    except InvariantFileError as error:
        raise OperatorError(f"The invariants cannot be read: {error}", "See policies/invariants.toml for their form.") from error


def _proofs(terminal: Terminal, stated: InvariantFile, subject: Subject) -> list[Proof]:
    with terminal.step(f"Proving {len(stated.invariants)} invariants"):
        try:
            return [prove_one(invariant, subject) for invariant in stated.invariants]
        except InvariantFileError as error:
            raise OperatorError(f"The invariants cannot be read: {error}", "Use the words of schema.cedarschema.") from error


def _summary(proofs: Sequence[Proof], idle: Sequence[Idle], stale: Sequence[Accepted]) -> dict[str, object]:
    return {
        "proved": all(proof.proved for proof in proofs),
        "proofs": [proof.to_json() for proof in proofs],
        "idle": [one.to_json() for one in idle],
        "stale": [one.to_json() for one in stale],
    }


def _tell(terminal: Terminal, proofs: Sequence[Proof], policies: Path) -> None:
    for proof in proofs:
        verdict = "proved" if proof.proved else "refuted" if proof.counterexample else "says nothing"
        style = "" if proof.proved else "bold red"
        terminal.results.print(Text(f"{verdict:<8} {proof.id}: {proof.says}", style=style), soft_wrap=True)
        if proof.rests_on:
            terminal.results.print(Text(f"         by {', '.join(proof.rests_on)}"), soft_wrap=True)
        for witness, outcome in zip(proof.counterexample, ("is permitted", "is not"), strict=False):
            terminal.results.print(Text(f"         {request_text(witness, policies)} {outcome}"), soft_wrap=True)
        if not proof.proved and not proof.counterexample:
            terminal.results.print(Text("         no request meets its condition, so it could not be broken"), soft_wrap=True)


def _tell_idle(terminal: Terminal, idle: Sequence[Idle], reasons: dict[str, Accepted], stale: Sequence[Accepted]) -> None:
    for one in idle:
        by = f" by {', '.join(one.by)}" if one.by else ""
        accepted = f"; accepted: {reasons[one.policy].because}" if one.policy in reasons else ""
        terminal.results.print(Text(f"{one.kind:<8} {one.policy}{by}{accepted}"), soft_wrap=True)
    for accepted_one in stale:
        terminal.results.print(Text(f"accepted as idle, but it changes decisions: {accepted_one.policy}"), soft_wrap=True)
