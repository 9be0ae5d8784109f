"""`countersign connector show`."""

from pathlib import Path

import click

from countersign.cli.connector_reading import approved_catalogues, plugins_option
from countersign.cli.examples import examples
from countersign.cli.rows import aligned
from countersign.cli.terminal import Terminal, json_option
from countersign.kit.catalogue_page import ELSEWHERE, span
from countersign.local.operator_error import OperatorError
from countersign.sdk.contract import ActionDescriptor


@click.command(epilog=examples("countersign connector show sandbox_payments", "countersign connector show sandbox_crm --json"))
@click.argument("name")
@plugins_option
@json_option
def show(*, name: str, plugins: Path, as_json: bool) -> None:
    """Show what one connector can do, who is reached or paid, and what can be undone."""
    catalogues = [catalogue for _, catalogue in approved_catalogues(plugins)]
    manifest = {manifest.name: manifest for catalogue in catalogues for manifest in catalogue.manifests()}.get(name)
    if manifest is None:
        raise OperatorError(f"No approved connector is called {name}.", "countersign connector list")
    elsewhere = any(name in catalogue.elsewhere for catalogue in catalogues)
    terminal = Terminal(as_json=as_json)
    if as_json:
        terminal.give({**manifest.model_dump(mode="json"), "elsewhere": elsewhere})
        return
    runs = f"; {ELSEWHERE}" if elsewhere else ""
    terminal.results.print(
        f"{manifest.title}: {manifest.name} {manifest.version}, signs in by {manifest.auth.scheme}{runs}", soft_wrap=True
    )
    terminal.results.print(aligned(("action", "effect", "once by", "undo"), [_row(action) for action in manifest.actions]), soft_wrap=True)


def _row(action: ActionDescriptor) -> tuple[str, str, str, str]:
    once = action.idempotency.mode if action.idempotency else ""
    undo = f"{action.undo}, for {span(action.undo_seconds or 0)}" if action.undo else action.no_undo_reason or ""
    return action.name, action.effect.value, once, undo
