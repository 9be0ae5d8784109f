"""`countersign connector docs`."""

from pathlib import Path

import click

from countersign.cli.connector_reading import plugins_option, sound_connectors
from countersign.cli.examples import examples
from countersign.cli.terminal import Terminal, json_option
from countersign.connectors import load
from countersign.kit.approved import folders
from countersign.kit.catalogue_page import catalogue_page
from countersign.kit.contract_page import contract_page


@click.command(epilog=examples("countersign connector docs", "countersign connector docs --check"))
@click.option("--check", "check", is_flag=True, help="Only say whether the pages are current.")
@click.option("--trusted-key", help="Public key, in PEM or base64, whose signatures the catalogue names.")
@plugins_option
@json_option
def docs(*, check: bool, trusted_key: str | None, plugins: Path, as_json: bool) -> None:
    """Write plugins/CONTRACT.md and plugins/CATALOGUE.md. Exit code 1 with --check when one is not current."""
    pages = {plugins / "CONTRACT.md": contract_page(), plugins / "CATALOGUE.md": _catalogue(plugins, trusted_key)}
    stale = [file for file, text in pages.items() if not file.is_file() or file.read_text(encoding="utf-8") != text]
    if not check:
        for file in stale:
            file.write_text(pages[file], encoding="utf-8")
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"stale": [str(file) for file in stale], "written": not check})
    for file in [] if as_json else stale:
        terminal.results.print(f"{file} {'is not current' if check else 'written'}.", soft_wrap=True)
    raise SystemExit(1 if check and stale else 0)


def _catalogue(plugins: Path, trusted_key: str | None) -> str:
    with sound_connectors():
        listed = {folder: load([distribution]) for distribution, folder in folders(plugins).items()}
    elsewhere = frozenset[str]().union(*(catalogue.elsewhere for catalogue in listed.values()))
    return catalogue_page({folder: catalogue.manifests() for folder, catalogue in listed.items()}, trusted_key, elsewhere)
