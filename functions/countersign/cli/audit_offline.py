"""Checking the file of a proof, without stack and network."""

from pathlib import Path

from pydantic import ValidationError
from rich.text import Text

from countersign.cli.pinned_keys import pinned
from countersign.cli.terminal import Terminal
from countersign.local.operator_error import OperatorError
from countersign.proof.bundle import Bundle
from countersign.proof.checking import Checked, check
from countersign.sdk.strict_json import MalformedJsonError, loads_object
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute

# A case has at most some hundred events of a kilobyte.
_MAX_BYTES = 16 * 1024 * 1024


def verify_file(terminal: Terminal, file: Path, grant_key: str | None, seal_key: str | None) -> int:
    """The exit code: 0 if the file proves what it says; raises OperatorError."""
    if grant_key is None or seal_key is None:
        raise OperatorError(
            "A proof is checked against keys that you know by another way.",
            "Give --grant-key and --seal-key, from: countersign audit keys --output DIR",
        )
    bundle = read_bundle(file)
    checked = check(bundle, pinned(grant_key, bundle.keys.grant), pinned(seal_key, bundle.keys.seal))
    _tell(terminal, checked)
    return 1 if checked.findings else 0


def read_bundle(file: Path) -> Bundle:
    """Raises OperatorError."""
    try:
        return Bundle.from_json(loads_object(file.read_bytes(), max_bytes=_MAX_BYTES))
    except (MalformedJsonError, ValidationError) as error:
        fields = ", ".join(".".join(map(str, item["loc"])) for item in error.errors()) if isinstance(error, ValidationError) else str(error)
        raise OperatorError(f"{file} is not a proof: see {escaped(fields)}.", "Write one: countersign audit export CASE") from None


def _tell(terminal: Terminal, checked: Checked) -> None:
    if terminal.as_json:
        terminal.give({"proved": not checked.findings, **checked.to_json()})
        return
    show = terminal.results.print
    if checked.findings:
        show(Text("THIS FILE PROVES NOTHING", style="bold red"))
        for sequence, what in checked.findings:
            show(Text(escaped(f"  event {sequence}: {what}")), soft_wrap=True)
        return
    sealed = f", sealed {minute(checked.sealed_at)}" if checked.sealed_at else ""
    show(f"Proved: case {checked.case_id} of {checked.tenant}, {checked.events} events{sealed}", soft_wrap=True)
    if checked.erased_at:
        show(f"  erased: the customer's data, {minute(checked.erased_at)}; the record commits to what it was, and holds", soft_wrap=True)
    if checked.disclosed:
        show(f"  disclosed: {checked.disclosed} values, each the one that the record commits to", soft_wrap=True)
    for claim in checked.claims:
        show(
            Text(escaped(f"  {claim.name}: {claim.ending}  (event {claim.sequence}, {claim.because}; action {claim.action[:12]})")),
            soft_wrap=True,
        )
