"""What the connector commands read, with every refusal as something the operator can put right."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from countersign.connectors import Catalogue, load
from countersign.distributions import PluginSetupError
from countersign.kit.approved import approved
from countersign.local.operator_error import OperatorError
from countersign.sdk.contract import Manifest

plugins_option = click.option(
    "--plugins",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("plugins"),
    show_default=True,
    help="Folder of connectors.txt.",
)


def approved_manifests(plugins: Path) -> list[tuple[str, Manifest]]:
    """Each approved distribution's name with its manifests; raises OperatorError."""
    return [(name, manifest) for name, catalogue in approved_catalogues(plugins) for manifest in catalogue.manifests()]


def approved_catalogues(plugins: Path) -> list[tuple[str, Catalogue]]:
    """Each approved distribution's name with what it registers; raises OperatorError."""
    with sound_connectors():
        return [(name, load([name])) for name in approved(plugins)]


@contextmanager
def sound_connectors() -> Iterator[None]:
    """Turns what is wrong with a connector into what to do about it."""
    try:
        yield
    except (PluginSetupError, OSError, KeyError) as error:
        raise OperatorError(f"{error}", "Install what is approved: uv sync (or: uv pip install -r plugins/connectors.txt).") from error
