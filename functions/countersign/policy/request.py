"""Facts as Cedar reads them: the only place where one becomes the other. Values pass as they are; a serializer might coerce them.

All facts travel in the request's context, which the engine checks against the schema on every call; there is no entity that could be
missing or untyped.
"""

from collections.abc import Mapping
from typing import Any, Literal

from countersign.policy.facts import DecisionFacts
from countersign.policy.tables import Tables

Mode = Literal["act", "draft", "recommend", "escalate"]


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
            # Policies may not calculate (an overflow would silence a forbid), so sums are facts.
            "with_this_24h_minor": facts.ledger.refunded_24h_minor + amount,
            "with_this_30d_minor": facts.ledger.refunded_30d_minor + amount,
        },
        "autonomy": _entity("Autonomy", facts.autonomy),
        "switches": dict(facts.switches),
        "facts_age_seconds": facts.facts_age_seconds,
    }
