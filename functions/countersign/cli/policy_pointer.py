"""`countersign policy pointer`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from countersign.adapters.dynamodb import put_request
from countersign.cli.examples import examples
from countersign.cli.policy_reading import artefact_of, policies_option
from countersign.cli.tenant import tenant_option
from countersign.policy.summarising import summary_of_folder
from countersign.record.bundles import in_force


@click.command(
    epilog=examples(
        "countersign policy pointer --table countersign-StateTable > pointer.json",
        "aws dynamodb transact-write-items --transact-items file://pointer.json",
    )
)
@policies_option
@click.option("--table", required=True, help="Name of the state table, the output StateTableName of the stack.")
@tenant_option
def pointer(*, policies: Path, table: str, tenant: str) -> None:
    """Print the rows that put these policies in force: the pointer that gate compares, and what the console shows of them.

    Exit codes: 0 printed, 2 refused policies.
    """
    digest = artefact_of(policies).digest
    writes = in_force(tenant, digest, summary_of_folder(policies), datetime.now(UTC))
    click.echo(json.dumps([put_request(write, table) for write in writes]))
