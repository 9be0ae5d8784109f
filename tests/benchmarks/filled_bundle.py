"""Bundles of any size around the shipped one, for measuring.

The smallest holds policies that concern a refund and no others. Larger ones hold all shipped policies and fillers: forbids like the shipped
ones, each with three comparisons of which the facts meet the first; most are for other actions of a wider schema, and among the first
hundred every tenth is for refunds, as many as one action may gather.
"""

from collections.abc import Mapping
from typing import Any

from tests.policies.given import shipped_artefact

from countersign.policy.artefact import Artefact
from countersign.policy.source import shards

REFUND = "refund.issue"
OTHER_ACTIONS = 45
# The policies that lead to one of each verdict; a bundle without them could not give all six.
DECIDING = (
    "base.impact",
    "refund.over-1000.four-eyes",
    "refund.unknown-purchase",
    "quality.low",
    "quality.unusable",
    "refund.disputed",
    "safety.switch.tenant",
)


def filled_bundle(size: int) -> Artefact:
    """A bundle with this many policies."""
    shipped = shipped_artefact()
    of_refunds = [*DECIDING, *(name for name in shipped.shards[REFUND] if name not in DECIDING)]
    kept = shipped.policies.keys() if size >= len(shipped.policies) else of_refunds[:size]
    fillers = {f"filler.{number}": _filler(number) for number in range(size - len(kept))}
    policies = {name: shipped.policies[name] for name in kept} | fillers
    schema = _wider(shipped.cedar_schema)
    return shipped.model_copy(update={"policies": policies, "cedar_schema": schema, "shards": shards(policies, schema)})


def _wider(schema: str) -> str:
    actions = ", ".join(f'"filler.action_{number}"' for number in range(OTHER_ACTIONS))
    return f"{schema}action {actions} in [record] appliesTo {{ principal: Agent, resource: Case, context: Facts }};\n"


def _filler(number: int) -> dict[str, Any]:
    for_refunds = number % 10 == 0 and number < 100
    mode, amount = _attribute("mode"), _attribute("money", "amount_minor")
    acting = {"==": {"left": mode, "right": {"Value": {"__entity": {"type": "Mode", "id": "act"}}}}}
    over = {">": {"left": amount, "right": {"Value": 10_000_000 + number}}}
    old = {">": {"left": _attribute("facts_age_seconds"), "right": {"Value": 10_000 + number}}}
    return {
        "effect": "forbid",
        "principal": {"op": "All"},
        "action": {"op": "==", "entity": {"type": "Action", "id": REFUND if for_refunds else f"filler.action_{number % OTHER_ACTIONS}"}},
        "resource": {"op": "All"},
        "conditions": [{"kind": "when", "body": {"&&": {"left": {"&&": {"left": acting, "right": over}}, "right": old}}}],
        "annotations": {"id": f"filler.{number}", "title": "Filler", "owner": "benchmark"},
    }


def _attribute(*path: str) -> Mapping[str, Any]:
    place: Mapping[str, Any] = {"Var": "context"}
    for name in path:
        place = {".": {"left": place, "attr": name}}
    return place
