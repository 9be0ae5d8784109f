"""`countersign connector new`."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from countersign.cli.examples import examples
from countersign.cli.terminal import Terminal, json_option
from countersign.kit.scaffold.blueprint import sample
from countersign.kit.scaffold.openapi import NoBlueprintError, blueprint_of
from countersign.kit.scaffold.render import files, ticketing_files
from countersign.local.operator_error import OperatorError
from countersign.sdk.contract import Capability

# An action's name is the connector's and what it does; it has no digits.
_NAME = re.compile(r"[a-z][a-z_]{2,39}")


@click.command(
    epilog=examples(
        "countersign connector new larkdesk",
        "countersign connector new larkdesk --capability TICKETING --from-openapi larkdesk.json",
    )
)
@click.argument("name")
@click.option("--capability", type=click.Choice([*Capability]), default=Capability.TICKETING.value, show_default=True, help="What it is.")
@click.option(
    "--from-openapi", "document", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="OpenAPI 3 document of the system."
)
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where its folder shall lie.")
@json_option
def new(*, name: str, capability: str, document: Path | None, into: Path, as_json: bool) -> None:
    """Write a distribution with a fake and tests, which passes the conformance kit as it is.

    It has one read and one write; a ticketing system's, without a document, has all that the hub asks of tickets.
    """
    folder = into / name
    if not _NAME.fullmatch(name):
        raise OperatorError(f"{name} cannot be a connector's name.", "Take 3 to 40 small letters and underscores.")
    if folder.exists():
        raise OperatorError(f"{folder} is there already.", "Take another name, or another folder with --into.")
    for place, text in _files(name, capability, document).items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"folder": str(folder), "package": f"countersign_{name}"})
    else:
        terminal.results.print(f"{folder} written. Next:", soft_wrap=True)
        terminal.results.print(f"  uv pip install -e {folder}", soft_wrap=True)
        terminal.results.print(f"  countersign connector check countersign-{name.replace('_', '-')}", soft_wrap=True)


def _files(name: str, capability: str, document: Path | None) -> Mapping[str, str]:
    if document is None:
        return ticketing_files(name) if capability == Capability.TICKETING else files(sample(name, capability))
    try:
        return files(blueprint_of(_parsed(document), name, capability))
    except (NoBlueprintError, KeyError, ValueError) as error:
        raise OperatorError(f"{document}: {error}", "Start without --from-openapi and describe the operations by hand.") from error


def _parsed(document: Path) -> Mapping[str, Any]:
    text = document.read_text(encoding="utf-8")
    if document.suffix == ".json":
        parsed: Mapping[str, Any] = json.loads(text)
        return parsed
    import yaml

    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded
