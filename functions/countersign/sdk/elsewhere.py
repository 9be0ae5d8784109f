"""A connector whose code another team runs: what its distribution registers in its place."""

from dataclasses import dataclass

from countersign.sdk.manifest import Manifest


@dataclass(frozen=True)
class Elsewhere:
    """The manifest alone. It is approved, pinned and enabled like any other; where the code runs is the deployment's to say."""

    manifest: Manifest
