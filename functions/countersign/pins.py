"""The approved connectors as they were pinned, in `plugins/manifests.json`: what the gate goes by, and how a start finds each one.

A pin holds what decides about an action, and the digest of the whole manifest; vendors' code is neither imported nor searched for it.
"""

from functools import cache
from pathlib import Path

from countersign.model.canonical import digest
from countersign.model.frozen import Digest, Frozen
from countersign.sdk.contract import Effect, Manifest

FILE = "manifests.json"


class PinnedAction(Frozen):
    """Where policies' facts about an action come from."""

    name: str
    effect: Effect
    amount_path: str | None
    currency_path: str | None
    recipient_path: str | None


class PinnedManifest(Frozen):
    """`digest` is over all that the manifest says."""

    name: str
    version: str
    digest: Digest
    actions: tuple[PinnedAction, ...]

    @classmethod
    def of(cls, manifest: Manifest) -> "PinnedManifest":
        """Pin a manifest as it is now."""
        kept = set(PinnedAction.model_fields)
        actions = tuple(PinnedAction(**action.model_dump(include=kept)) for action in manifest.actions)
        return cls(name=manifest.name, version=manifest.version, digest=manifest_digest(manifest), actions=actions)


class Pin(Frozen):
    """One distribution; `entry_points` are what it is loaded by."""

    distribution: str
    entry_points: tuple[str, ...]
    manifests: tuple[PinnedManifest, ...]


class Pins(Frozen):
    """Every approved distribution, by name."""

    pins: tuple[Pin, ...]

    def of(self, distribution: str) -> Pin | None:
        """The pin of a distribution."""
        return next((pin for pin in self.pins if pin.distribution == distribution), None)

    def manifest(self, connector: str) -> PinnedManifest | None:
        """The manifest of a connector, by its own name."""
        return next((manifest for pin in self.pins for manifest in pin.manifests if manifest.name == connector), None)

    def action(self, connector: str, name: str) -> PinnedAction | None:
        """What `connector` is pinned to do under the name of an action."""
        manifest = self.manifest(connector)
        return next((action for action in manifest.actions if action.name == name), None) if manifest else None

    def to_bytes(self) -> bytes:
        """The file."""
        return self.model_dump_json(indent=1).encode() + b"\n"


def manifest_digest(manifest: Manifest) -> str:
    """A changed manifest has another one, and needs a new version."""
    return digest("countersign-manifest-v1", manifest.model_dump(mode="json"))


@cache
def shipped() -> Pins:
    """The pins in this artifact: built into the package, or beside it in a checkout."""
    packaged = Path(__file__).with_name(FILE)
    checkout = Path(__file__).parents[2] / "plugins" / FILE
    return Pins.model_validate_json(packaged.read_bytes() if packaged.is_file() else checkout.read_bytes())
