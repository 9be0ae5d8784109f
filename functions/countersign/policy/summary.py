"""What people are shown of a bundle, who have no policies layer at hand: every policy in its own words, and the tables."""

from countersign.model.decision import Need
from countersign.model.frozen import Digest, Frozen
from countersign.policy.tables import Tables
from countersign.policy.tiers import TierTable


class PolicySummary(Frozen):
    """`stops` are the rungs that it can forbid, from the top; empty for one that permits. `approval` is what lifts it."""

    name: str
    title: str
    owner: str
    actions: str
    stops: tuple[str, ...]
    approval: Need | None
    text: str


class BundleSummary(Frozen):
    """One version of the policies; `digest` names the bundle of which this was taken."""

    digest: Digest
    version: str
    engine: str
    policies: tuple[PolicySummary, ...]
    tiers: TierTable
    tables: Tables
