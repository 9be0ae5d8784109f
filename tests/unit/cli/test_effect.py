import pytest
from tests.builders import CASE_ID, NOW, TENANT
from tests.unknown import REFUND, unknown_call, unknown_refund
from tests.world import catalogue

from countersign.reconciliation.reconcile import Reconciler, reconcile
from countersign.record import keys
from countersign.steps.execute import LEASE

PAID = ("effect", "settle", CASE_ID, REFUND.digest[:8], "--happened", "--vendor-id", "RF-0001", "--as")
NOT_PAID = ("effect", "settle", CASE_ID, REFUND.digest, "--did-not-happen", "--reason", "Not on the statement.", "--as")


def test_a_person_reads_what_to_look_at_and_where(world, run):
    unknown_refund(world)
    shown = run("effect", "unknown").words
    for seen in (
        f"Case {CASE_ID}, action {REFUND.digest}",
        "Look in sandbox_payments",
        "Amount 20.00 EUR",
        "To CUST-0001",
        f"Key {REFUND.idempotency_key}",
        "Sent 2026-11-18 12:00 UTC",
        "Look-up said timeout: the system did not answer",
        "Needs the same answer of 2 of: compliance, risk, supervisor",
        "Answered by nobody yet",
    ):
        assert seen in shown


@pytest.mark.usefixtures("stack")
def test_that_everything_is_known_is_said(run):
    assert run("effect", "unknown").out == "Of every effect it is known whether it happened.\n"
    assert run("effect", "unknown", "--json").told == {"effects": []}


def test_an_altered_action_is_told_as_such(world, run):
    """I4."""
    unknown_refund(world)
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), recipient="CUST-0666")
    assert "altered after it was proposed: report it" in run("effect", "unknown").words


def test_a_hub_that_shows_another_action_is_not_believed(world, stack, run):
    """I4."""
    unknown_refund(world)
    stack.tamper = lambda told: {
        **told,
        "effects": [{**one, "shown": {**one["shown"], "recipient": "CUST-0666"}} for one in told["effects"]],
    }
    refused = run("effect", "unknown")
    assert (refused.code, "Do not answer." in refused.err) == (2, True)


def test_money_is_settled_by_two(world, run):
    unknown_refund(world)
    first = run(*PAID, "sam")
    assert (first.code, "Still needed: the same answer of 1 more." in first.out) == (0, True)
    assert run(*PAID, "sam").code == 1
    assert "Settled: it happened." in run(*PAID, "rosa").out


def test_an_undo_is_asked_for_by_the_beginning_of_a_digest(world, run):
    ref = world.receive(text="Please refund order ORD-1001, the watering can is broken.")
    (refund,) = world.run(ref)
    shown = run("case", "show", ref.case_id).words
    assert "Refund money for an order: 20.00 EUR, to CUST-0001. Could be undone until 2026-11-18 12:30 UTC." in shown
    assert "Reply to the customer, to CUST-0001. Cannot be undone. The customer has been sent the text" in shown
    asked = run("effect", "undo", ref.case_id, refund.action[:8], "--reason", "wrong order", "--as", "lena")
    assert (asked.code, asked.out.splitlines()[0]) == (
        0,
        "Asked. It can be undone until 2026-11-18 12:30 UTC, by refund.reverse. Whether it is, and who must agree, is for the policies.",
    )
    world.run(ref)
    told = run("case", "show", ref.case_id).words
    assert (
        "lena wants this undone: Refund money for an order: 20.00 EUR, to CUST-0001. That is possible until 2026-11-18 12:30 UTC." in told
    )
    assert "It undoes: Refund money for an order: 20.00 EUR, to CUST-0001" in told


@pytest.mark.parametrize(("user", "digest", "code"), [("agent", "", 1), ("lena", "ffff", 2), ("lena", "f" * 64, 2)])
def test_an_undo_that_cannot_be_asked_for_is_refused(world, run, user, digest, code):
    ref = world.receive(text="Please refund order ORD-1001, the watering can is broken.")
    (refund,) = world.run(ref)
    asked = run("effect", "undo", ref.case_id, digest or refund.action, "--reason", "wrong order", "--as", user)
    assert (asked.code, asked.out) == (code, "")


def test_answers_that_differ_end_with_one(world, run):
    unknown_refund(world)
    run(*PAID, "sam")
    disputed = run(*NOT_PAID, "rosa")
    assert (disputed.code, "Neither counts: look again" in disputed.out) == (1, True)
    assert run(*NOT_PAID, "sam", "--json").told["still_needed"] == 1
    assert "It is not sent again" in run(*NOT_PAID, "rosa").out
    story = run("case", "show", CASE_ID).words
    for told in ("Still needed: the same answer of 1 more.", "sub-sam says RF-0001; sub-rosa says no. Neither counts", "it did not happen"):
        assert told in story


def test_the_story_tells_who_found_what(world, run):
    ref, call = unknown_call(world)
    run("effect", "settle", ref.case_id, call, "--happened", "--vendor-id", "CALL-0001", "--as", "olga")
    story = run("case", "show", ref.case_id).words
    assert "it happened, by what people found: sub-olga says CALL-0001." in story
    assert f"Case {ref.case_id} is RESOLVED" in story


def test_somebody_who_may_not_answer_is_refused_with_one(world, run):
    unknown_refund(world)
    assert run(*PAID, "olga").code == 1


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--happened",),
        ("--did-not-happen",),
        ("--happened", "--vendor-id", "greta@mail.example"),
        ("--did-not-happen", "--vendor-id", "RF-1", "--reason", "x"),
    ],
)
@pytest.mark.usefixtures("stack")
def test_an_answer_without_its_ground_is_bad_input(run, wrong):
    assert run("effect", "settle", CASE_ID, "0123", *wrong, "--as", "sam").code == 2


@pytest.mark.parametrize(("case_id", "action"), [("TICK-0001", "0123"), (CASE_ID, "xyz"), (CASE_ID, "0123")])
@pytest.mark.usefixtures("stack")
def test_an_effect_that_cannot_be_meant_is_bad_input(run, case_id, action):
    assert run("effect", "settle", case_id, action, "--happened", "--vendor-id", "RF-1", "--as", "sam").code == 2


@pytest.fixture
def reconciled(world, monkeypatch):
    """The comparison over the world instead of a stack."""

    def compare(_, *, since, now):
        assert since < now
        return reconcile(Reconciler(world.store, catalogue(), world.transport), TENANT, since=NOW, now=world.now + LEASE)

    monkeypatch.setattr("countersign.cli.effect.reconcile_stack", compare)
    return world


@pytest.mark.usefixtures("reconciled")
def test_two_sides_that_are_the_same_end_with_zero(run):
    same = run("effect", "reconcile", "--since", "2026-11-18")
    assert (same.code, "No differences." in same.out) == (0, True)
    assert "Their systems keep no list: customer.update_contact." in same.out


def test_two_sides_that_differ_end_with_one(reconciled, run):
    unknown_refund(reconciled)
    differing = run("effect", "reconcile")
    assert differing.code == 1
    assert "there, not done with us refund.issue RF-0001" in differing.words
    assert run("effect", "reconcile", "--json").told["differences"][0]["kind"] == "not_done_here"
