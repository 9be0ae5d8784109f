"""Facts drawn towards each verdict: drawn at random, hardly a refund would be allowed and hardly an approval asked for."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policies.given import checked_facts, shipped_bundle

from countersign.model.decision import Verdict
from countersign.policy.decide import decide
from countersign.policy.facts import DecisionFacts

ROLES = ("agent_lead", "supervisor", "risk", "compliance")
APPROVALS = st.fixed_dictionaries({}, optional=dict.fromkeys(ROLES, st.integers(0, 3)))
FULL = dict.fromkeys(ROLES, 9)
FLOOR = 50

# How far a verdict is from doing nothing; asking for approval does nothing by itself but may end in acting.
OPENNESS = {verdict: -place for place, verdict in enumerate(Verdict)}

ANY_BASELINE = (
    "refund",
    "refund",
    "reversal",
    "reply",
    "call",
    "transfer",
    "hang_up",
    "text",
    "mail",
    "record",
    "hand_over",
    "tag",
    "task",
    "moved_task",
    "attributes",
    "note",
)
IMPACTS = ("refund", "refund", "reply", "record")
EDGES: dict[str, tuple[Any, ...]] = {
    "customer.segment": ("consumer", "business", "regulated"),
    "customer.vulnerable": (False, True),
    "customer.do_not_contact": (False, True),
    "customer.legal_hold": (False, True),
    "customer.marketing_consent": (False, True),
    "customer.identity_verified": (False, True),
    "customer.open_complaint": (False, True),
    "purchase.age_days": (-1, 0, 180, 181),
    "purchase.refundable_minor": (-1, 0, 2_000, 100_000),
    "purchase.disputed": (False, True),
    "triage.confidence_bp": (0, 4_999, 5_000, 6_999, 7_000, 8_499, 8_500, 10_000),
    "triage.taint": ("none", "suspected", "confirmed"),
    "quality_bp": (0, 3_999, 4_000, 6_999, 7_000, 10_000),
    "contact.contacts_24h": (-1, 0, 1, 2, 4, 5),
    "contact.local_hour": (-1, 0, 7, 8, 12, 20, 21, 23),
    "ledger.refunds_24h": (0, 2, 3),
    "ledger.refunded_24h_minor": (0, 8_000, 8_001, 499_000),
    "ledger.refunded_30d_minor": (0, 998_000, 998_001),
    "autonomy": ("observe", "recommend", "draft", "act"),
    "switches.tenant": (False, True),
    "facts_age_seconds": (0, 300, 301),
}
# For each verdict, baselines and the single differences that lead there.
_TOWARDS: Mapping[Verdict, tuple[tuple[str, ...], Mapping[str, tuple[Any, ...]]]] = {
    Verdict.ALLOW: (ANY_BASELINE, {"facts_age_seconds": (0, 300), "triage.confidence_bp": (8_500, 10_000), "quality_bp": (7_000,)}),
    Verdict.REQUIRE_APPROVAL: (
        ("refund",),
        {
            "money.amount_minor": (10_001, 100_000, 100_001, 500_000),
            "triage.confidence_bp": (7_000, 8_499),
            "customer.segment": ("regulated",),
            "ledger.refunds_24h": (3, 9),
            "ledger.refunded_24h_minor": (8_001, 90_000),
            "action.intent": ("data_request",),
        },
    ),
    Verdict.DRAFT: (
        IMPACTS,
        {
            "customer.vulnerable": (True,),
            "triage.taint": ("suspected",),
            "quality_bp": (4_000, 6_999),
            "triage.confidence_bp": (5_000, 6_999),
            "autonomy": ("draft",),
            "facts_age_seconds": (301,),
        },
    ),
    Verdict.RECOMMEND: (IMPACTS, {"autonomy": ("recommend",), "quality_bp": (0, 3_999), "triage.confidence_bp": (0, 4_999)}),
    Verdict.ESCALATE: (IMPACTS, {"autonomy": ("observe",), "triage.taint": ("confirmed",), "triage.intent_known": (False,)}),
    Verdict.DENY: (
        ANY_BASELINE,
        {**{f"switches.{kind}": (True,) for kind in ("tenant", "connector", "action", "intent")}, "action.effect": ("read",)},
    ),
}


@st.composite
def facts_towards(draw: st.DrawFn, verdict: Verdict) -> DecisionFacts:
    """A clean case, one difference that leads to the verdict, and now and then others that may lead elsewhere."""
    baselines, differences = _TOWARDS[verdict]
    field = draw(st.sampled_from(sorted(differences)))
    given_facts = {field: draw(st.sampled_from(differences[field]))}
    others = draw(st.lists(st.sampled_from(sorted(EDGES.keys() - {field})), max_size=2, unique=True))
    if draw(st.integers(0, 3)) == 0:
        given_facts |= {other: draw(st.sampled_from(EDGES[other])) for other in others}
    return checked_facts(draw(st.sampled_from(baselines)), given_facts)


def for_every_outcome(**draws: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Makes a test that checks drawn facts, at least FLOOR of them for each of the six verdicts; `draws` are its further arguments."""

    def decorate(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            met: Counter[Verdict] = Counter()
            for verdict in Verdict:
                _run(check, verdict, draws, met)
            assert {verdict: met[verdict] for verdict in Verdict if met[verdict] < FLOOR} == {}

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate


def _run(check: Callable[..., None], verdict: Verdict, draws: Mapping[str, st.SearchStrategy[Any]], met: Counter[Verdict]) -> None:
    @settings(deadline=None, max_examples=80, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(facts_towards(verdict), st.fixed_dictionaries(dict(draws)))
    def run(facts: DecisionFacts, drawn: dict[str, Any]) -> None:
        met[decide(shipped_bundle(), facts, {}).verdict] += 1
        check(facts, **drawn)

    run()
