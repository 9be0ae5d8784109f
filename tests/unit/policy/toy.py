"""A bundle small enough to break on purpose."""

import json
from typing import Any

from cedarpy import policies_to_json_str
from tests.policies.given import shipped_artefact

from countersign.policy.artefact import Artefact, engine_version
from countersign.policy.bundle import Bundle, open_artefact

PERMIT = '@id("base") @title("All is open") @owner("o") permit (principal, action, resource);'
SUPERVISOR = """
@id("over-100") @title("Above 100.00 EUR a supervisor") @owner("o") @role("supervisor") @approvers("1") @within("PT8H")
forbid (principal, action, resource)
when { context.mode == Mode::"act" && context.money.amount_minor > 10000 }
unless { context.approvals.supervisor >= 1 };
"""


def trees(*texts: str) -> dict[str, Any]:
    """Policies in Cedar's JSON form, keyed by `@id`."""
    parsed = json.loads(policies_to_json_str("\n".join(texts)))
    return {tree["annotations"]["id"]: tree for tree in (*parsed["staticPolicies"].values(), *parsed["templates"].values())}


def toy_artefact(*texts: str, engine: str | None = None) -> Artefact:
    """The shipped schema and tables with other policies, each in force for every action."""
    policies = trees(*texts) if texts else {}
    shipped = shipped_artefact()
    shards = dict.fromkeys(shipped.shards, tuple(sorted(policies)))
    return shipped.model_copy(update={"policies": policies, "shards": shards, "engine": engine or engine_version()})


def toy_bundle(*texts: str) -> Bundle:
    return open_artefact(toy_artefact(*texts))
