import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import CASE_ID, NOW, REF, TENANT, make_action, make_assessment, make_customer, make_note, make_order, make_sheet
from tests.fakes import WatchedStore
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import CaseNotFoundError, TransientHubError
from countersign.model.decision import Verdict
from countersign.policy.facts import DecisionFacts
from countersign.ports import Remove
from countersign.record import keys
from countersign.sdk.contract import Effect

REFUND = make_action()
LADDER = list(Verdict)


@pytest.fixture
def world() -> World:
    return World()


def refunds(number: int, amount_minor: int) -> list:
    return [make_action(amount_minor, action_id=str(n), idempotency_key=f"{n:040d}", case_id=f"C-{n:016d}") for n in range(number)]


def reply(number: int):
    return make_action(
        name="ticket.reply_public",
        effect=Effect.CUSTOMER_CONTACT,
        connector="sandbox_ticketing",
        intent="opening_hours",
        money=None,
        arguments={"ticket_id": "TICK-0001", "customer_id": "CUST-0001", "text": "We are open."},
        case_id=f"C-{number:016d}",
    )


def test_a_small_refund_is_allowed_and_warranted_for_its_digest(world):
    """I1: the warrant names the action, its key and the bundle it was decided under."""
    world.given(REFUND)
    decision = world.gate(REF, REFUND.digest)
    (warrant,) = world.warrants(REF)
    assert decision.verdict is Verdict.ALLOW
    assert (warrant["action"], warrant["bundle"]) == (REFUND.digest, world.bundle.digest)
    assert warrant["idempotency_key"] == REFUND.idempotency_key


def test_decision_and_audit_event_are_written_together(world):
    """I3."""
    world.given(REFUND)
    decision = world.gate(REF, REFUND.digest)
    (event,) = world.record()
    assert (event.type, event.body["action"], event.body["warrant"]) == ("decision.made", REFUND.digest, decision.warrant)


def test_a_recorded_decision_can_be_replayed_from_its_facts(world):
    world.given(REFUND)
    decision = world.gate(REF, REFUND.digest)
    assert DecisionFacts.from_json(decision.facts).money.amount_minor == REFUND.arguments["amount_minor"]


def test_a_large_refund_waits_for_a_supervisor_without_any_warrant(world):
    """I1."""
    action = make_action(12_000)
    world.given(action)
    decision = world.gate(REF, action.digest)
    assert (decision.verdict, [need.role for need in decision.needs]) == (Verdict.REQUIRE_APPROVAL, ["supervisor"])
    assert world.warrants(REF) == []


def test_a_repeat_gives_the_same_decision_and_no_second_warrant(world):
    world.given(REFUND)
    first = world.gate(REF, REFUND.digest)
    world.throw("tenant", TENANT)
    world.wait(minutes=1)
    assert world.gate(REF, REFUND.digest) == first
    assert len(world.record()) == 1


@pytest.mark.parametrize(
    ("changes", "verdict", "note"),
    [
        ({"quality_bp": 6_000}, Verdict.DRAFT, "0.draft"),
        ({"quality_bp": 3_000}, Verdict.RECOMMEND, "0.recommend"),
        ({"customer": None}, Verdict.ESCALATE, "hand_over"),
    ],
)
def test_what_may_not_be_done_is_left_to_people_as_a_note(world, changes, verdict, note):
    world.given(REFUND, sheet=make_sheet(**changes))
    decision = world.gate(REF, REFUND.digest)
    name = "ticket.hand_over" if note == "hand_over" else "ticket.note_internal"
    assert decision.verdict is verdict
    assert decision.warrant == make_note(note, name).digest
    assert [warrant["action"] for warrant in world.warrants(REF)] == [decision.warrant]


def test_a_case_that_plans_only_its_hand_over_is_an_escalation(world):
    hand_over = make_note("hand_over", "ticket.hand_over")
    world.given(REFUND)
    plan = {"action": hand_over.digest, "after": None, "asked": False, "notes": {"hand_over": hand_over.digest}}
    world.alter(keys.plan(TENANT, CASE_ID), actions=[plan])
    decision = world.gate(REF, hand_over.digest)
    assert (decision.verdict, decision.warrant) == (Verdict.ESCALATE, hand_over.digest)
    with pytest.raises(KeyError):
        world.gate(REF, REFUND.digest)


def test_two_actions_that_may_not_be_done_share_one_hand_over(world):
    """I2."""
    first, second = make_action(600_000), make_action(700_000, action_id="1")
    world.given(first, second)
    hand_over = make_note("hand_over", "ticket.hand_over").digest
    assert [world.gate(REF, action.digest).warrant for action in (first, second)] == [hand_over, hand_over]
    assert [warrant["action"] for warrant in world.warrants(REF)] == [hand_over]


def test_an_altered_action_is_denied_and_handed_over(world):
    """I15, I4: the stored refund is no longer the one that was planned."""
    world.given(REFUND)
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), recipient="CUST-0666")
    decision = world.gate(REF, REFUND.digest)
    assert (decision.verdict, decision.errors) == (Verdict.DENY, ("ActionAlteredError",))
    assert decision.warrant == make_note("hand_over", "ticket.hand_over").digest


@pytest.mark.parametrize("broken", [{"quality_bp": 10_001}, {"observed_at": "yesterday"}, {"surprise": 1}])
def test_facts_that_do_not_fit_are_denied(world, broken):
    """I15."""
    world.given(REFUND)
    world.alter(keys.fact_sheet(TENANT, CASE_ID), **broken)
    assert world.gate(REF, REFUND.digest).verdict is Verdict.DENY


def test_without_facts_nothing_is_decided(world):
    world.given(REFUND)
    world.store.transact([Remove(keys.fact_sheet(TENANT, CASE_ID))])
    with pytest.raises(CaseNotFoundError):
        world.gate(REF, REFUND.digest)
    assert world.record() == []


def test_an_action_that_was_not_planned_is_never_warranted(world):
    """I1: not even a note, which every policy allows."""
    world.given(REFUND)
    with pytest.raises(KeyError):
        world.gate(REF, make_note().digest)
    assert world.warrants(REF) == []


def test_stale_facts_reach_a_draft_at_most(world):
    """I1: the warrant rests on fresh facts."""
    world.given(REFUND)
    world.wait(minutes=6)
    assert world.gate(REF, REFUND.digest).verdict is Verdict.DRAFT


def test_a_bundle_that_is_not_the_current_one_warrants_nothing(world):
    """I16."""
    world.given(REFUND)
    world.point_to("d" * 64)
    with pytest.raises(TransientHubError):
        world.gate(REF, REFUND.digest)
    assert world.warrants(REF) == []


def test_a_bundle_replaced_between_decision_and_warrant_warrants_nothing():
    """I16, at the moment of writing."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.given(REFUND)
    store.meanwhile.append(lambda: World.point_to(world, "d" * 64))
    with pytest.raises(TransientHubError):
        world.gate(REF, REFUND.digest)
    assert world.warrants(REF) == []


SWITCHES = [("tenant", TENANT), ("connector", "sandbox_payments"), ("action", "refund.issue"), ("intent", "refund_request")]


@pytest.mark.parametrize(("kind", "name"), SWITCHES)
def test_a_thrown_switch_stops_the_refund(world, kind, name):
    """I7."""
    world.given(REFUND)
    world.throw(kind, name)
    assert world.gate(REF, REFUND.digest).verdict is Verdict.DENY
    assert REFUND.digest not in [warrant["action"] for warrant in world.warrants(REF)]


@pytest.mark.parametrize(("kind", "name"), SWITCHES)
def test_a_switch_thrown_between_decision_and_warrant_stops_the_refund(kind, name):
    """I7, at the moment of writing."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.given(REFUND)
    store.meanwhile.append(lambda: world.throw(kind, name))
    assert world.gate(REF, REFUND.digest).verdict is Verdict.DENY
    assert REFUND.digest not in [warrant["action"] for warrant in world.warrants(REF)]


def test_ten_small_refunds_do_not_pass_the_limit_for_one(world):
    """I8."""
    verdicts = [world.gate(world.given(action), action.digest).verdict for action in refunds(10, 3_000)]
    assert verdicts == [Verdict.ALLOW] * 3 + [Verdict.REQUIRE_APPROVAL] * 7


def test_our_own_ledger_counts_contacts_the_crm_has_not_heard_of(world):
    """I8: the CRM says that nobody has written to the customer yet."""
    replies = [reply(number) for number in range(7)]
    verdicts = [world.gate(world.given(action), action.digest).verdict for action in replies]
    limit = world.bundle.tables.contact.contacts_24h
    assert [verdict is Verdict.ALLOW for verdict in verdicts] == [number < limit for number in range(7)]


def test_of_two_refunds_decided_at_once_the_second_decides_again():
    """I8: both saw sums that left room for one."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    first, second = refunds(2, 6_000)
    ref, other = world.given(first), world.given(second)
    verdicts = []
    store.meanwhile.append(lambda: verdicts.append(world.gate(other, second.digest).verdict))
    verdicts.append(world.gate(ref, first.digest).verdict)
    assert verdicts == [Verdict.ALLOW, Verdict.REQUIRE_APPROVAL]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_allowed_refunds_never_add_up_past_the_limit(data):
    """I8: in any order, and with any gate cutting in on another."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    amounts = data.draw(st.lists(st.integers(1, 10_000), min_size=2, max_size=6))
    actions = [make_action(amount, action_id=str(n), case_id=f"C-{n:016d}") for n, amount in enumerate(amounts)]
    refs = [world.given(action) for action in actions]
    waiting = list(zip(refs, actions, strict=True))

    def decide_next() -> None:
        if waiting:
            ref, action = waiting.pop()
            store.meanwhile += [decide_next] if data.draw(st.booleans()) else []
            world.gate(ref, action.digest)

    while waiting:
        decide_next()
    warranted = {warrant["action"] for ref in refs for warrant in world.warrants(ref)}
    paid = sum(action.arguments["amount_minor"] for action in actions if action.digest in warranted)
    assert paid <= world.bundle.tables.limits.refunded_24h_unapproved_minor


def test_two_gates_at_one_action_agree():
    """I2: the slower one finds the warrant of the quicker one and does not count its refund twice."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    action = make_action(6_000)
    world.given(action)
    decided = []
    store.meanwhile.append(lambda: decided.append(world.gate(REF, action.digest)))
    decided.append(world.gate(REF, action.digest))
    assert decided[0] == decided[1]
    assert decided[0].verdict is Verdict.ALLOW


def test_a_slower_refusal_does_not_hide_a_warrant():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.given(REFUND)
    world.alter(keys.fact_sheet(TENANT, CASE_ID), quality_bp=6_000)

    def better_facts_and_a_quicker_gate() -> None:
        world.alter(keys.fact_sheet(TENANT, CASE_ID), quality_bp=9_000)
        world.gate(REF, REFUND.digest)

    store.meanwhile.append(better_facts_and_a_quicker_gate)
    store.meanwhile.append(lambda: None)
    assert world.gate(REF, REFUND.digest).verdict is Verdict.ALLOW


_TAINTED = ("none", "suspected", "confirmed")


@settings(max_examples=40, deadline=None)
@given(
    amount=st.sampled_from([1, 9_999, 10_001, 120_000, 600_000]),
    confidence=st.integers(0, 10_000),
    taints=st.tuples(st.sampled_from(_TAINTED), st.sampled_from(_TAINTED)),
    text=st.text(max_size=40),
)
def test_no_text_loosens_a_verdict(amount, confidence, taints, text):
    """I11: with the same action and facts, what a text says can only make the answer stricter."""
    calm, tainted = sorted(taints, key=_TAINTED.index)
    verdicts = [_verdict(amount, confidence_bp=confidence, taint="none", summary="")]
    verdicts += [_verdict(amount, confidence_bp=confidence, taint=taint, summary=text) for taint in (calm, tainted)]
    assert [LADDER.index(verdict) for verdict in verdicts] == sorted(LADDER.index(verdict) for verdict in verdicts)


def _verdict(amount: int, **assessed) -> Verdict:
    world = World()
    action = make_action(amount)
    world.given(action, assessment=make_assessment(**assessed))
    return world.gate(REF, action.digest).verdict


def test_tenants_have_sums_and_switches_of_their_own():
    """I13: what happens at one tenant changes nothing at another."""
    store = InMemoryStore()
    ours, theirs = World(store=store), World(store=store, tenant="other")
    foreign = make_action(9_000, tenant="other")
    theirs.throw("tenant", "other")
    theirs.given(foreign)
    ours.given(make_action(9_000))
    assert theirs.gate(REF.model_copy(update={"tenant": "other"}), foreign.digest).verdict is Verdict.DENY
    assert ours.gate(REF, make_action(9_000).digest).verdict is Verdict.ALLOW


def test_the_decision_looks_at_the_order_the_action_names(world):
    world.given(REFUND, sheet=make_sheet(orders=(make_order(order_id="ORD-9999"), make_order(refundable_minor=100))))
    assert world.gate(REF, REFUND.digest).verdict is Verdict.ESCALATE


def test_a_vulnerable_customer_is_never_acted_on_alone(world):
    world.given(REFUND, sheet=make_sheet(customer=make_customer(vulnerable=True)))
    assert world.gate(REF, REFUND.digest).verdict is Verdict.DRAFT


def test_the_moment_of_decision_is_on_record(world):
    world.given(REFUND)
    assert world.gate(REF, REFUND.digest).decided_at == NOW
