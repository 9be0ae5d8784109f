"""What `python -m countersign.policy.build` writes and the gate loads: everything that decides, in one JSON object with one digest."""

from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from typing import Any, Literal, Self

from countersign.model.canonical import digest
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
        return digest(BUNDLE_TAG, self.to_json())


def engine_version() -> str:
    """The version of Cedar's binding at hand; another one may decide differently, so it is part of a bundle."""
    return version("cedarpy")
