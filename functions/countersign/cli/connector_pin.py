"""`countersign connector pin`."""

from pathlib import Path

import click

from countersign.cli.connector_reading import plugins_option, sound_connectors
from countersign.cli.examples import examples
from countersign.cli.terminal import Terminal, json_option
from countersign.kit.approved import ManifestChangedError, approved, pinned
from countersign.kit.approved import pin as pin_all
from countersign.local.operator_error import OperatorError
from countersign.pins import FILE, PinnedManifest


@click.command(epilog=examples("countersign connector pin", "countersign connector pin --check"))
@click.option("--check", "check", is_flag=True, help="Only say whether the pins are what is installed.")
@plugins_option
@json_option
def pin(*, check: bool, plugins: Path, as_json: bool) -> None:
    """Write plugins/manifests.json: what a start expects of the approved connectors, and what the gate goes by.

    Exit codes: 0 good, 1 the pins differ (--check), 2 a manifest changed without a new version.
    """
    before = pinned(plugins)
    with sound_connectors():
        try:
            now = pin_all(approved(plugins), before)
        except ManifestChangedError as error:
            raise OperatorError(f"{error}.", "Give the manifest and its pyproject.toml a new version.") from error
    if not check:
        (plugins / FILE).write_bytes(now.to_bytes())
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({"same": before == now, "written": not check})
    else:
        for manifest in (manifest for each in now.pins for manifest in each.manifests):
            terminal.results.print(_told(manifest, before.manifest(manifest.name)), soft_wrap=True)
    raise SystemExit(1 if check and before != now else 0)


def _told(now: PinnedManifest, before: PinnedManifest | None) -> str:
    how = "new" if before is None else "as pinned" if before == now else f"was {before.version}"
    return f"{now.name} {now.version}  {now.digest[:12]}  {how}"
