"""Facts as Cedar reads them: the only place where one becomes the other. Values pass as they are; a serializer might coerce them.

All facts travel in the request's context, which the engine checks against the schema on every call; there is no entity that could be
missing or untyped.
"""

from collections.abc import Mapping
from typing import Any, Literal

from countersign.policy.facts import DecisionFacts
from countersign.policy.tables import Tables

Mode = Literal["act", "draft", "recommend", "escalate"]

# Policies may not calculate (an overflow would silence a forbid), so what the customer got back together with this amount is a fact.
SUMS = {"with_this_24h_minor": "refunded_24h_minor", "with_this_30d_minor": "refunded_30d_minor"}


def _entity(kind: str, identifier: str) -> dict[str, str]:
    return {"type": kind, "id": identifier}


def cedar_request(facts: DecisionFacts, tables: Tables, mode: Mode, approvals: Mapping[str, int]) -> dict[str, Any]:
    """May the hub do `facts.action` as `mode`, given `approvals`?"""
    return {
        "principal": _entity("Agent", "hub"),
        "action": _entity("Action", facts.action.name),
        "resource": _entity("Case", "present"),
        "context": {
            **_context(facts),
            "mode": _entity("Mode", mode),
            "approvals": {**dict.fromkeys(tables.approvals, 0), **approvals},
            "limits": tables.for_policies(),
        },
    }


def _context(facts: DecisionFacts) -> dict[str, Any]:
    amount = facts.money.amount_minor
    # Rules are the same for everybody: no policy sees whom it is about.
    standing = {name: value for name, value in facts.customer if name != "id"}
    return {
        "action": {
            "effect": _entity("Effect", facts.action.effect),
            "connector": facts.action.connector,
            "intent": _entity("Intent", facts.action.intent),
            "channel": _entity("Channel", facts.action.channel),
        },
        "money": dict(facts.money),
        "customer": {**standing, "segment": _entity("Segment", facts.customer.segment)},
        "purchase": dict(facts.purchase),
        "triage": {**dict(facts.triage), "taint": _entity("Taint", facts.triage.taint)},
        "quality_bp": facts.quality_bp,
        "contact": dict(facts.contact),
        "ledger": {
            **dict(facts.ledger),
            **{total: getattr(facts.ledger, part) + amount for total, part in SUMS.items()},
        },
        "autonomy": _entity("Autonomy", facts.autonomy),
        "switches": dict(facts.switches),
        "facts_age_seconds": facts.facts_age_seconds,
    }
