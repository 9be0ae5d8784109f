"""`countersign approval verify`."""

from pathlib import Path

import click
from pydantic import ValidationError

from countersign.cli.examples import examples
from countersign.cli.pinned_keys import key_option, pinned
from countersign.cli.terminal import Terminal, json_option
from countersign.local.operator_error import OperatorError
from countersign.model.approval import Grant, SignedGrant
from countersign.proof.authority import genuine
from countersign.sdk.strict_json import MalformedJsonError, loads_object
from countersign.viewing.escaping import escaped
from countersign.viewing.wording import minute


@click.command(epilog=examples("countersign approval verify grant.json --grant-key grant-key.pem"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@key_option("grant", "of signed answers")
@json_option
def verify(*, file: Path, grant_key: str | None, as_json: bool) -> None:
    """Check one signed answer, without stack and network. A proof holds them under `grants`.

    Exit code 1 if the signature is not of this key.
    """
    if grant_key is None:
        raise OperatorError("An answer is checked against a key that you know by another way.", "--grant-key grant-key.pem")
    signed, terminal = _read(file), Terminal(as_json=as_json)
    good, grant = genuine(signed, pinned(grant_key)), signed.grant
    if as_json:
        terminal.give({"genuine": good, "grant": grant.to_json()})
    elif good:
        terminal.results.print(f"Genuine: {_who(grant)} answered {grant.answer} on {minute(grant.answered_at)}", soft_wrap=True)
        shown = ", ".join(grant.methods) or "nothing that was told"
        terminal.results.print(f"  by {grant.via}, signed in {minute(grant.authenticated_at)} with {escaped(shown)}", soft_wrap=True)
        terminal.results.print(f"  case {grant.case_id}, action {grant.action}\n  under bundle {grant.bundle}", soft_wrap=True)
    else:
        terminal.results.print("FORGED, or signed with another key", style="bold red")
    raise SystemExit(0 if good else 1)


def _who(grant: Grant) -> str:
    name = f"{grant.voter_name} for {grant.on_behalf_of_name}" if grant.on_behalf_of_name else grant.voter_name
    return f"{escaped(name)} as {grant.role}"


def _read(file: Path) -> SignedGrant:
    try:
        return SignedGrant.from_json(loads_object(file.read_bytes()))
    except (MalformedJsonError, ValidationError):
        raise OperatorError(f"{file} is not a signed answer.", 'One looks like this: {"grant": {...}, "signature": "..."}') from None
