"""What holds for any facts, drawn towards the edges where policies change their mind: else hardly a refund would be allowed."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policies.given import checked_facts, shipped_artefact, shipped_bundle, unchecked_facts

from countersign.model.decision import Verdict
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.decide import decide, every_rung
from countersign.policy.facts import DecisionFacts

BASELINES = st.sampled_from(["refund", "refund", "refund", "reply", "call", "text", "record", "hand_over", "note"])
ROLES = ("agent_lead", "supervisor", "risk", "compliance")
APPROVALS = st.fixed_dictionaries({}, optional=dict.fromkeys(ROLES, st.integers(0, 3)))
FULL = dict.fromkeys(ROLES, 9)

# How far a verdict is from doing nothing; asking for approval does nothing by itself but may end in acting.
OPENNESS = {verdict: -place for place, verdict in enumerate(Verdict)}

_EDGES: dict[str, st.SearchStrategy[Any]] = {
    "money.amount_minor": st.sampled_from([0, 1, 2_000, 10_000, 10_001, 100_000, 100_001, 500_000, 500_001]),
    "money.currency": st.sampled_from(["EUR", "USD"]),
    "customer.segment": st.sampled_from(["consumer", "business", "regulated"]),
    "customer.vulnerable": st.booleans(),
    "customer.do_not_contact": st.booleans(),
    "customer.legal_hold": st.booleans(),
    "customer.marketing_consent": st.booleans(),
    "customer.identity_verified": st.booleans(),
    "customer.open_complaint": st.booleans(),
    "purchase.age_days": st.sampled_from([-1, 0, 180, 181]),
    "purchase.refundable_minor": st.sampled_from([-1, 0, 2_000, 100_000]),
    "purchase.disputed": st.booleans(),
    "triage.confidence_bp": st.sampled_from([0, 4_999, 5_000, 6_999, 7_000, 8_499, 8_500, 10_000]),
    "triage.taint": st.sampled_from(["none", "suspected", "confirmed"]),
    "quality_bp": st.sampled_from([0, 3_999, 4_000, 6_999, 7_000, 10_000]),
    "contact.contacts_24h": st.sampled_from([-1, 0, 1, 2, 4, 5]),
    "contact.local_hour": st.integers(-1, 23),
    "ledger.refunds_24h": st.sampled_from([0, 2, 3]),
    "ledger.refunded_24h_minor": st.sampled_from([0, 8_000, 8_001, 499_000]),
    "ledger.refunded_30d_minor": st.sampled_from([0, 998_000, 998_001]),
    "autonomy": st.sampled_from(["observe", "recommend", "draft", "act"]),
    "switches.tenant": st.booleans(),
    "facts_age_seconds": st.sampled_from([0, 300, 301]),
}
_MONEY = {"money.amount_minor", "money.currency"}
_AMOUNT = st.sampled_from([["money.amount_minor"]] * 5 + [["money.amount_minor", "money.currency"]])
PROPERTY = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def facts(draw: st.DrawFn) -> DecisionFacts:
    """A clean case with up to two things changed, and any amount: few enough that each verdict is reached."""
    name = draw(BASELINES)
    fields = sorted(_EDGES.keys() - _MONEY)
    changed = draw(st.lists(st.sampled_from(fields), max_size=2, unique=True)) + draw(_AMOUNT if name == "refund" else st.just([]))
    return checked_facts(name, {field: draw(_EDGES[field]) for field in changed})


def open_rungs(given_facts: DecisionFacts) -> list[bool]:
    return [answer.allowed for answer in every_rung(shipped_bundle(), given_facts, {}).values()]


@PROPERTY
@given(facts())
def test_whoever_may_act_may_draft_recommend_and_escalate(given_facts: DecisionFacts) -> None:
    """Without votes, since votes count for acting only."""
    rungs = open_rungs(given_facts)

    assert rungs == sorted(rungs)


@PROPERTY
@given(facts(), APPROVALS, st.sampled_from(ROLES))
def test_one_more_approval_never_makes_it_stricter(given_facts: DecisionFacts, approvals: dict[str, int], role: str) -> None:
    before = decide(shipped_bundle(), given_facts, approvals)
    after = decide(shipped_bundle(), given_facts, {**approvals, role: approvals.get(role, 0) + 1})

    assert OPENNESS[after.verdict] >= OPENNESS[before.verdict]


@PROPERTY
@given(facts())
def test_what_is_needed_is_enough_and_nothing_of_it_is_idle(given_facts: DecisionFacts) -> None:
    ruling = decide(shipped_bundle(), given_facts, {})
    needed = {need.role: need.count for need in ruling.needs}
    if ruling.verdict is not Verdict.REQUIRE_APPROVAL:
        assert needed == {}
        return
    assert decide(shipped_bundle(), given_facts, needed).verdict is Verdict.ALLOW
    for role, count in needed.items():
        assert decide(shipped_bundle(), given_facts, {**needed, role: count - 1}).verdict is Verdict.REQUIRE_APPROVAL


@PROPERTY
@given(facts())
def test_no_approval_opens_what_asks_for_none(given_facts: DecisionFacts) -> None:
    alone = decide(shipped_bundle(), given_facts, {})

    if alone.verdict not in {Verdict.ALLOW, Verdict.REQUIRE_APPROVAL}:
        assert decide(shipped_bundle(), given_facts, FULL).verdict not in {Verdict.ALLOW, Verdict.REQUIRE_APPROVAL}


WRONG_TYPES = st.one_of(st.none(), st.floats(), st.text(max_size=20), st.lists(st.booleans(), max_size=2))
JUNK = st.one_of(WRONG_TYPES, st.booleans(), st.integers(-(2**70), 2**70))


@PROPERTY
@given(BASELINES, st.sampled_from(sorted(_EDGES)), JUNK, st.dictionaries(st.text(max_size=8), JUNK, max_size=2))
def test_junk_never_raises(name: str, field: str, junk: Any, approvals: dict[str, Any]) -> None:
    ruling = decide(shipped_bundle(), unchecked_facts(name, {field: junk}), approvals)

    assert (ruling.verdict is Verdict.DENY) or not ruling.errors


@PROPERTY
@given(st.sampled_from(sorted(_EDGES.keys() - {"money.currency"})), WRONG_TYPES)
def test_a_fact_of_the_wrong_type_is_always_denied(field: str, junk: Any) -> None:
    ruling = decide(shipped_bundle(), unchecked_facts("refund", {field: junk}), FULL)

    assert ruling.verdict is Verdict.DENY


@pytest.fixture(scope="module")
def unsharded() -> Bundle:
    artefact = shipped_artefact()
    everything = tuple(sorted(artefact.policies))
    return open_artefact(artefact.model_copy(update={"shards": dict.fromkeys(artefact.shards, everything)}))


@PROPERTY
@given(facts(), APPROVALS)
def test_a_shard_decides_like_the_whole_bundle(unsharded: Bundle, given_facts: DecisionFacts, approvals: dict[str, int]) -> None:
    assert decide(shipped_bundle(), given_facts, approvals) == decide(unsharded, given_facts, approvals)


@PROPERTY
@given(facts(), st.data())
def test_one_forbid_less_never_makes_it_stricter(given_facts: DecisionFacts, data: st.DataObject) -> None:
    artefact = shipped_artefact()
    shard = artefact.shards[given_facts.action.name]
    dropped = data.draw(st.sampled_from([name for name in shard if artefact.policies[name]["effect"] == "forbid"]))
    shorter = {**artefact.shards, given_facts.action.name: tuple(name for name in shard if name != dropped)}
    looser = open_artefact(artefact.model_copy(update={"shards": shorter}))

    assert OPENNESS[decide(looser, given_facts, {}).verdict] >= OPENNESS[decide(shipped_bundle(), given_facts, {}).verdict]


def test_drawn_facts_reach_every_verdict() -> None:
    """A property that never meets an approval proves nothing about approvals."""
    seen: dict[Verdict, int] = dict.fromkeys(Verdict, 0)

    @settings(PROPERTY, max_examples=400, derandomize=True, database=None)
    @given(facts())
    def draw_many(given_facts: DecisionFacts) -> None:
        seen[decide(shipped_bundle(), given_facts, {}).verdict] += 1

    draw_many()

    assert {verdict for verdict, times in seen.items() if times < 10} == set()
