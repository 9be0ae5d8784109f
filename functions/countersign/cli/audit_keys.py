"""`countersign audit keys`."""

from pathlib import Path

import click

from countersign.cli.examples import examples
from countersign.cli.hub_api import stack_of
from countersign.cli.record_reading import grant_key_of, seal_key_of
from countersign.cli.stack import state_option
from countersign.cli.tenant import tenant_option
from countersign.cli.terminal import Terminal, json_option
from countersign.record.notes import verifier_key
from countersign.record.seals import origin


@click.command(epilog=examples("countersign audit keys", "countersign audit keys --output /tmp/keys"))
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder to write grant-key.pem and seal-key.pem to.")
@tenant_option
@state_option
@json_option
def keys(*, output: Path | None, tenant: str, state: Path | None, as_json: bool) -> None:
    """Show, and write, the two public keys: of answers (grants) and of seals.

    Give them to an auditor once, by a way of their own; what they check later is checked against these. The verifier key is the seal
    key in the form that verifiers of transparency logs are told.
    """
    stack = stack_of(state)
    found = {"grant": grant_key_of(stack), "seal": seal_key_of(stack)}
    told = {f"{name}_key": f"sha256:{key.fingerprint}" for name, key in found.items()}
    told["verifier_key"] = verifier_key(origin(tenant), found["seal"].spki)
    if output:
        output.mkdir(parents=True, exist_ok=True)
        for name, key in found.items():
            (output / f"{name}-key.pem").write_text(key.pem, encoding="ascii")
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({**told, **{f"{name}_key_pem": key.pem for name, key in found.items()}})
        return
    for name, value in told.items():
        terminal.results.print(f"{name.replace('_', ' '):<13} {value}", soft_wrap=True)
    if output:
        terminal.results.print(f"written       {output / 'grant-key.pem'}, {output / 'seal-key.pem'}", soft_wrap=True)
