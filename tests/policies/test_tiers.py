"""The policies ask for what the owners' table of risk tiers says: exactly it when nothing else is wrong, never less when something is."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policies.given import POLICIES, make_facts, shipped_artefact, shipped_bundle

from countersign.cli.policy_schema import installed_manifests
from countersign.model.decision import Verdict
from countersign.policy.decide import decide
from countersign.policy.facts import MAX_MINOR, DecisionFacts
from countersign.policy.tiers import Tier, TierTable
from countersign.sdk.contract import Effect

TABLE = TierTable.from_json(tomllib.loads((POLICIES / "tiers.toml").read_text(encoding="utf-8")))
PROPERTY = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
ROLES = sorted(shipped_artefact().tables.approvals)
FULL = dict.fromkeys(ROLES, 9)
APPROVALS = st.fixed_dictionaries(dict.fromkeys(ROLES, st.integers(0, 3)))
# What else may be the case; each by itself makes some action stricter or leaves it as it is.
CIRCUMSTANCES: dict[str, list[Any]] = {
    "triage__confidence_bp": [4_999, 7_000, 8_499, 8_500],
    "triage__taint": ["suspected", "confirmed"],
    "quality_bp": [3_999, 7_000],
    "ledger__refunds_24h": [2, 3],
    "ledger__refunded_24h_minor": [8_000, 490_000],
    "contact__contacts_24h": [-1, 2, 5],
    "contact__local_hour": [7, 8, 21],
    "customer__open_complaint": [True],
    "customer__legal_hold": [True],
    "customer__do_not_contact": [True],
    "action__intent": ["complaint", "data_request", "callback_request"],
    "autonomy": ["observe", "draft"],
}
BASELINES = {
    "refund.issue": "refund",
    "refund.reverse": "reversal",
    "ticket.reply_public": "reply",
    "call.place": "call",
    "call.transfer": "transfer",
    "call.end": "hang_up",
    "sms.send": "text",
    "email.send": "mail",
    "customer.update_contact": "record",
    "ticket.hand_over": "hand_over",
    "ticket.note_internal": "note",
    "task.create": "task",
    "task.transfer": "moved_task",
    "contact.set_attributes": "attributes",
    "ticket.tag": "tag",
}
CUSTOMERS = {
    "ordinary": [{"customer__segment": "consumer"}, {"customer__segment": "business"}],
    "regulated": [{"customer__segment": "regulated"}],
    "vulnerable": [{"customer__segment": segment, "customer__vulnerable": True} for segment in ("consumer", "business", "regulated")],
    "unknown": [{"customer__segment": "unknown", "customer__known": False, "customer__identity_verified": False}],
}


def case(cell: tuple[str, Effect, str], customer: dict[str, Any], amount_minor: int) -> DecisionFacts:
    """Facts against which nothing speaks but what the table is about; the order is as large as any refund."""
    action, effect, _ = cell
    money = {"money__amount_minor": amount_minor, "purchase__refundable_minor": MAX_MINOR} if effect is Effect.MONEY else {}
    return make_facts(BASELINES[action], action__effect=effect.value, **money, **customer)


def amounts(cell: tuple[str, Effect, str]) -> set[int]:
    """Each band's first and last amount, and their neighbours."""
    if cell[1] is not Effect.MONEY:
        return {0}
    return {near for edge in TABLE.edges(cell) for near in (edge - 1, edge, edge + 1) if near >= 0} | {0, 1, MAX_MINOR}


def boundary_cases() -> Iterator[DecisionFacts]:
    for cell in TABLE.cells():
        for customer in CUSTOMERS[cell[2]]:
            yield from (case(cell, customer, amount) for amount in sorted(amounts(cell)))


def agrees(given_facts: DecisionFacts, tier: Tier) -> bool:
    ruling = decide(shipped_bundle(), given_facts, {})
    if ruling.errors:
        return False
    if tier.approval == "never":
        return all(
            decide(shipped_bundle(), given_facts, votes).verdict not in {Verdict.ALLOW, Verdict.REQUIRE_APPROVAL} for votes in ({}, FULL)
        )
    wanted = Verdict.REQUIRE_APPROVAL if tier.approval else Verdict.ALLOW
    return (ruling.verdict, {need.role: need.count for need in ruling.needs}) == (wanted, tier.approval)


def test_the_policies_ask_for_what_the_tier_says_at_every_boundary() -> None:
    assert [one for one in boundary_cases() if not agrees(one, TABLE.tier_of(one))] == []


@PROPERTY
@given(st.sampled_from([cell for cell in TABLE.cells() if cell[1] is Effect.MONEY]), st.data())
def test_and_between_the_boundaries(cell: tuple[str, Effect, str], data: st.DataObject) -> None:
    one = case(cell, data.draw(st.sampled_from(CUSTOMERS[cell[2]])), data.draw(st.integers(0, 600_000)))

    assert agrees(one, TABLE.tier_of(one))


@PROPERTY
@given(st.sampled_from(TABLE.cells()), st.data(), APPROVALS)
def test_whatever_else_is_the_case_never_less_than_the_tier_is_asked_for(
    cell: tuple[str, Effect, str], data: st.DataObject, approvals: dict[str, int]
) -> None:
    customer = data.draw(st.sampled_from(CUSTOMERS[cell[2]]))
    names = data.draw(st.lists(st.sampled_from(sorted(CIRCUMSTANCES)), max_size=2, unique=True))
    others = {name: data.draw(st.sampled_from(CIRCUMSTANCES[name])) for name in names}
    given_facts = case(cell, customer | others, data.draw(st.sampled_from(sorted(amounts(cell)))))
    ruling = decide(shipped_bundle(), given_facts, approvals)
    if ruling.verdict is Verdict.ALLOW:
        approval = TABLE.tier_of(given_facts).approval
        assert approval != "never"
        assert {role: approvals.get(role, 0) for role, count in approval.items() if approvals.get(role, 0) < count} == {}


def test_every_action_of_the_connectors_has_a_tier_for_the_effect_it_declares() -> None:
    declared = {(action.name, action.effect) for manifest in installed_manifests() for action in manifest.actions}

    assert {one for one in declared if one[1] is not Effect.READ} <= {(action, effect) for action, effect, _ in TABLE.cells()}


@pytest.mark.parametrize("name", sorted(TABLE.tiers))
def test_every_tier_is_used_and_can_be_answered(name: str) -> None:
    approval = TABLE.tiers[name].approval

    assert name in {row.tier for row in TABLE.rows}
    assert approval == "never" or approval.keys() <= shipped_artefact().tables.approvals.keys()
