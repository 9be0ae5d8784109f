"""`countersign api`: the document of the JSON API."""

import click

from countersign.api_document.document import printed
from countersign.cli.examples import examples


@click.command(epilog=examples("countersign api > infra/openapi.json", "countersign api | jq '.paths | keys'"))
def api() -> None:
    """Print the OpenAPI 3.1 document of the JSON API, for people and for generators of clients. The hub serves it at /openapi.json."""
    click.echo(printed(), nl=False)
