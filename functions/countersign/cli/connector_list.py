"""`countersign connector list`."""

from pathlib import Path

import click

from countersign.cli.connector_reading import approved_manifests, plugins_option
from countersign.cli.examples import examples
from countersign.cli.rows import aligned
from countersign.cli.terminal import Terminal, json_option


@click.command("list", epilog=examples("countersign connector list", "countersign connector list --json"))
@plugins_option
@json_option
def list_(*, plugins: Path, as_json: bool) -> None:
    """List the approved connectors and their actions."""
    found = approved_manifests(plugins)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"connectors": [{"distribution": name, "manifest": manifest.model_dump(mode="json")} for name, manifest in found]})
        return
    rows = [(manifest.name, manifest.version, ", ".join(action.name for action in manifest.actions)) for _, manifest in found]
    terminal.results.print(aligned(("connector", "version", "actions"), rows), soft_wrap=True)
