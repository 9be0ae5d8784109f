"""What `python -m countersign.policy.build` writes and the gate loads: everything that decides, in one JSON object with one digest."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal, Self

from countersign.model.canonical import canonical_json
from countersign.model.frozen import Frozen
from countersign.policy.findings import Finding
from countersign.policy.tables import Tables

BUNDLE_TAG = "countersign-policy-bundle-v1"


class PolicyBundleError(Exception):
    """The policies cannot be trusted to decide anything; the message lists every reason, `findings` those that lie in the sources."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)

    @classmethod
    def of(cls, findings: Sequence[Finding]) -> Self:
        """The refusal for these reasons."""
        return cls("\n".join(map(str, findings)), findings)


class Artefact(Frozen):
    """The compiled bundle.

    `policies` holds Cedar's JSON form keyed by `@id`, so that reasons and errors name our ids. `shards` lists for each action the policies
    whose scope covers it, so that a decision costs the same however many other policies there are.
    """

    format: Literal[1]
    version: str
    engine: str
    cedar_schema: str
    policies: dict[str, Any]
    shards: dict[str, tuple[str, ...]]
    tables: Tables

    @cached_property
    def digest(self) -> str:
        """The name of this bundle: any change of any policy, table, schema or engine gives another one."""
        return digest_of(self.to_bytes())

    def to_bytes(self) -> bytes:
        """The canonical file: the same sources give the same bytes on any machine."""
        return canonical_json(self.to_json())


def digest_of(raw: bytes) -> str:
    """The name of the bundle that a file holds. Only the canonical bytes have it, so whoever compares it need not look at their form."""
    return hashlib.sha256(BUNDLE_TAG.encode() + b"\0" + raw).hexdigest()


def engine_version() -> str:
    """The version of Cedar's binding at hand; another one may decide differently, so it is part of a bundle."""
    # Late: a fifth of what the engine itself costs to import.
    from importlib.metadata import version

    return version("cedarpy")
