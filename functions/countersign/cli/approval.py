"""`countersign approval`: what people answered, proved to others."""

import click

from countersign.cli.approval_verify import verify


@click.group()
def approval() -> None:
    """Check signed answers. What waits for an answer: countersign inbox."""


approval.add_command(verify)
