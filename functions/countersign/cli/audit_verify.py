"""`countersign audit verify`."""

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from countersign.cli.audit_offline import verify_file
from countersign.cli.examples import examples
from countersign.cli.hub_api import stack_of
from countersign.cli.pinned_keys import key_option, pinned
from countersign.cli.record_reading import StackArchive, all_rows, rows_since, seal_head, seal_key_of
from countersign.cli.stack import state_option
from countersign.cli.tenant import tenant_option
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.local.session import Stack
from countersign.proof.seal_log import BrokenSealError, missing_after, read_log
from countersign.proof.trust import PublicKey
from countersign.proof.verification import Verification, verify_record
from countersign.record.notes import Note, NoteFormatError
from countersign.record.seals import Checkpoint
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import span

_SHOWN = 10


@click.command(
    epilog=examples(
        "countersign audit verify",
        "countersign audit verify --since 0000000012.checkpoint   a seal that you kept",
        "countersign audit verify --offline proof.json --grant-key grant-key.pem --seal-key seal-key.pem",
    )
)
@click.option("--since", metavar="SEAL", help="Only what came after this seal: its number, or the file of one that you kept.")
@click.option(
    "--offline", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Check this proof, without stack and network."
)
@key_option("grant", "of signed answers")
@key_option("seal", "of seals; without it, that of the stack")
@tenant_option
@state_option
@json_option
def verify(
    *,
    since: str | None,
    offline: Path | None,
    grant_key: str | None,
    seal_key: str | None,
    tenant: str,
    state: Path | None,
    as_json: bool,
) -> None:
    """Check every hash chain against the signed seals, and name the first event that is not what was written.

    Exit code 1 if the record is not whole, or the file proves nothing.
    """
    terminal = Terminal(as_json=as_json)
    if offline:
        raise SystemExit(verify_file(terminal, offline, grant_key, seal_key))
    stack = stack_of(state)
    verified = verify_stack(stack, tenant, pinned(seal_key) if seal_key else None, since)
    _tell(terminal, verified, now=datetime.now(UTC))
    raise SystemExit(0 if verified.whole else 1)


def verify_stack(stack: Stack, tenant: str, key: PublicKey | None, since: str | None) -> Verification:
    """With the stack's own seal key if none is given; `since` is a seal's number or file. Raises OperatorError."""
    # In this order nothing that is written meanwhile looks like a fault: head, seals, rows.
    now, head, archive = datetime.now(UTC), seal_head(stack, tenant), StackArchive(stack, tenant)
    number, kept = _trusted(since)
    log = read_log(archive, tenant, key or seal_key_of(stack), since=number)
    if kept is not None and kept not in archive.notes(number):
        log.fault = BrokenSealError(number, "seal in the archive is not the one that was kept")
    log.fault = log.fault or missing_after(log, head)
    return verify_record(rows_since(stack, log) if number else all_rows(stack, tenant), log, now=now)


def _trusted(since: str | None) -> tuple[int, bytes | None]:
    """Number and, of a file, content; raises OperatorError."""
    if since is None or since.isdecimal():
        return int(since or 0), None
    try:
        kept = Path(since).read_bytes()
        return Checkpoint.from_text(Note.from_bytes(kept).text).number, kept
    except (OSError, NoteFormatError) as error:
        raise OperatorError(f"{since} is neither a seal's number nor the file of a seal.", "countersign audit verify --since 12") from error


def _tell(terminal: Terminal, verified: Verification, now: datetime) -> None:
    if terminal.as_json:
        terminal.give({"whole": verified.whole, **verified.to_json()})
        return
    show = terminal.results.print
    show(Text(_headline(verified), style="" if verified.whole else "bold red"), soft_wrap=True)
    for fault in verified.faults[:_SHOWN]:
        show(Text(escaped(f"  case {fault.case_id}, event {fault.sequence}: {fault.what}")), soft_wrap=True)
    if len(verified.faults) > _SHOWN:
        show(f"  and {len(verified.faults) - _SHOWN} more cases: --json lists all")
    ago = f", the last one {span(now - verified.sealed_until)} ago" if verified.sealed_until else ""
    show(f"{verified.events:,} events of {verified.cases:,} cases; {verified.seals:,} seals{ago}")
    show(f"{verified.sealed:,} events are sealed, {verified.live:,} wait for the next seal")


def _headline(verified: Verification) -> str:
    if verified.broken_seal:
        number, what = verified.broken_seal
        return f"THE LOG OF SEALS IS BROKEN at seal {number}: {what}"
    return "The record is whole." if verified.whole else "THE RECORD IS NOT WHOLE"
