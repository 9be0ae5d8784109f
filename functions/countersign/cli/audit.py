"""`countersign audit`: the record, verified here or by others."""

import click

from countersign.cli.late_group import LateGroup

_COMMANDS = {
    "verify": ("audit_verify", "Is the record whole? Or: does this file prove what it says?"),
    "export": ("audit_export", "Write the proof of one case, to be checked without us."),
    "seal": ("audit_seal", "Seal what the stream did not bring."),
    "keys": ("audit_keys", "Write the public keys that proofs and seals are checked with."),
}


@click.group(cls=LateGroup, late=_COMMANDS)
def audit() -> None:
    """Verify the record of what was decided and done, and give others the means to verify it themselves.

    Exit codes of every command: 0 good, 1 it found something, 2 bad input.
    """
