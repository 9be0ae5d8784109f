"""`countersign connector`: what the approved connectors can do, whether that is true, and how to add one."""

import click

from countersign.cli.late_group import LateGroup

_COMMANDS = {
    "list": ("connector_list", "Which connectors are approved, and what can each do?"),
    "show": ("connector_show", "What can one connector do to a customer?"),
    "check": ("connector_check", "Does it do what it declares? Runs the conformance kit."),
    "new": ("connector_new", "Write a new connector's distribution, ready to be checked."),
    "pin": ("connector_pin", "Pin what the approved connectors declare."),
    "docs": ("connector_docs", "Write the pages of the contract and the catalogue."),
}


@click.group(cls=LateGroup, late=_COMMANDS)
def connector() -> None:
    """List, show, check, write, pin and document connectors."""
