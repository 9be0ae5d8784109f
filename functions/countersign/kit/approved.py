"""The approved connectors: the list that is built, and the pins of what stands on it."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from countersign.connectors import load
from countersign.distributions import entry_points
from countersign.pins import FILE, Pin, PinnedManifest, Pins
from countersign.sdk.hookspecs import ENTRY_POINT_GROUP

LIST = "connectors.txt"


class ManifestChangedError(Exception):
    """A manifest is not what was pinned under the same version."""


def approved(plugins: Path) -> list[str]:
    """Distribution names, in the order of `connectors.txt`; a line is a folder or a requirement, as installers read it."""
    lines = (plugins / LIST).read_text(encoding="utf-8").splitlines()
    return [_distribution(plugins, line) for line in lines if line.strip() and not line.startswith("#")]


def folders(plugins: Path) -> dict[str, Path]:
    """The folder of each approved distribution that is kept in this repository."""
    lines = (plugins / LIST).read_text(encoding="utf-8").splitlines()
    return {_distribution(plugins, line): plugins.parent / line for line in lines if line.startswith("./")}


def pinned(plugins: Path) -> Pins:
    """The pins as they are kept; none before the first time."""
    file = plugins / FILE
    return Pins.model_validate_json(file.read_bytes()) if file.is_file() else Pins(pins=())


def pin(distributions: Sequence[str], earlier: Pins) -> Pins:
    """Pin what is installed here; raises ManifestChangedError, and PluginSetupError when something cannot be loaded."""
    made = Pins(pins=tuple(_pin(distribution) for distribution in distributions))
    for manifest in (manifest for each in made.pins for manifest in each.manifests):
        before = earlier.manifest(manifest.name)
        if before is not None and before.version == manifest.version and before.digest != manifest.digest:
            raise ManifestChangedError(f"{manifest.name} declares something else than it did as {manifest.version}")
    return made


def _pin(distribution: str) -> Pin:
    manifests = load([distribution]).manifests()
    points = tuple(entry_points(distribution, ENTRY_POINT_GROUP))
    return Pin(distribution=distribution, entry_points=points, manifests=tuple(PinnedManifest.of(manifest) for manifest in manifests))


def _distribution(plugins: Path, line: str) -> str:
    if line.startswith("./"):
        about = tomllib.loads((plugins.parent / line / "pyproject.toml").read_text(encoding="utf-8"))
        return str(about["project"]["name"])
    return line.partition("==")[0].strip()
