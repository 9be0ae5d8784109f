from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import NOW, make_action, make_note

from countersign.model.decision import ApprovalRung, Decision, Need, Verdict, ladder
from countersign.model.ledger import KEPT_DAYS, CustomerLedger, counts

LEAD = (ApprovalRung(after_seconds=0, groups=("agent_lead",)), ApprovalRung(after_seconds=7_200, groups=("supervisor",)))
SUPERVISOR = (ApprovalRung(after_seconds=0, groups=("supervisor",)), ApprovalRung(after_seconds=14_400, groups=("risk",)))


def need(role: str, within_seconds: int) -> Need:
    return Need(role=role, count=1, within_seconds=within_seconds)


def rung_seconds(*needs: Need) -> list[int]:
    decision = Decision.model_construct(needs=needs, routes={"agent_lead": LEAD, "supervisor": SUPERVISOR})
    return decision.rung_seconds()


def test_a_ladder_has_the_rungs_of_all_roles_in_order_of_time():
    assert ladder((need("agent_lead", 28_800), need("supervisor", 28_800)), {"agent_lead": LEAD, "supervisor": SUPERVISOR}) == [
        0,
        7_200,
        14_400,
    ]


def test_the_waits_of_all_rungs_add_up_to_the_first_deadline():
    assert rung_seconds(need("agent_lead", 20_000), need("supervisor", 28_800)) == [7_200, 7_200, 5_600]


def test_a_rung_that_would_begin_at_the_deadline_does_not():
    assert rung_seconds(need("supervisor", 14_400)) == [7_200, 7_200]


def test_without_needs_nobody_waits():
    assert rung_seconds() == []


def test_verdicts_stand_in_order_of_permission():
    assert list(Verdict) == ["ALLOW", "REQUIRE_APPROVAL", "DRAFT", "RECOMMEND", "ESCALATE", "DENY"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10_000)), max_size=12))
def test_a_ledger_never_counts_less_than_the_window_holds(effects):
    """I8: windows of whole days err on the strict side."""
    ledger = CustomerLedger()
    for days_ago, amount in sorted(effects, reverse=True):
        ledger = ledger.with_effect(make_action(amount), NOW - timedelta(days=days_ago))
    within = [amount for days_ago, amount in effects if days_ago <= 1]
    assert (ledger.refunds(NOW), ledger.refunded(NOW, days=1)) == (len(within), sum(within))
    assert ledger.refunded(NOW, days=30) == sum(amount for days_ago, amount in effects if days_ago <= 30)
    assert ledger.version == len(effects)


def test_days_no_limit_looks_at_are_forgotten():
    old = CustomerLedger().with_effect(make_action(1), NOW - timedelta(days=KEPT_DAYS + 1))
    assert list(old.with_effect(make_action(1), NOW).days) == ["2026-11-18"]


def test_notes_do_not_count():
    assert counts(make_action())
    assert not counts(make_note())
