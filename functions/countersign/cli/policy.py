"""`countersign policy`: the policies as a living document that is tested, measured and proved."""

import click

from countersign.cli.late_group import LateGroup

_COMMANDS = {
    "check": ("policy_check", "Would the gate accept these policies?"),
    "test": ("policy_test", "Run the cases that stand beside the policies."),
    "coverage": ("policy_coverage", "Which policies does no case exercise?"),
    "mutate": ("policy_mutate", "Which small changes of the policies would no case notice?"),
    "prove": ("policy_prove", "Prove the invariants, or show a counterexample."),
    "diff": ("policy_diff", "What do other policies newly allow or deny?"),
    "record": ("policy_record", "Print the decisions on record, for a backtest."),
    "backtest": ("policy_backtest", "What would other policies have made of the decisions on record?"),
    "shadow": ("policy_shadow", "What would the bundle on trial have decided otherwise?"),
    "build": ("policy_build", "Compile, and sign, the bundle that the gate loads."),
    "pointer": ("policy_pointer", "Print the rows that put the policies in force in an account."),
    "schema": ("policy_schema", "Make the schema from what the connectors declare."),
    "explain": ("policy_explain", "Why these facts get this verdict, and what would unlock the action."),
}


@click.group(cls=LateGroup, late=_COMMANDS)
def policy() -> None:
    """Check, test, measure, prove, compare and explain the policies.

    Exit codes of every command: 0 good, 1 it found something, 2 bad input.
    """
