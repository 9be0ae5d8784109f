import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_note, make_sheet, make_voter
from tests.fakes import WatchedStore
from tests.unknown import REFUND, unknown_call, unknown_refund
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import EffectRejectedError, EffectUnknownError, RequestRefusedError
from countersign.model.case import CaseState
from countersign.model.effect import AttemptState
from countersign.model.settlement import Found
from countersign.ports import Table
from countersign.record import audit, keys
from countersign.viewing.settlement import settle
from countersign.viewing.unknown_effects import unknown_effects

SAM, SUE, OLGA = make_voter("sam"), make_voter("sue"), make_voter("olga", "operator")
PAID, NOT_PAID = Found(happened=True, vendor_id="RF-0001"), Found(happened=False, reason="Not on the statement of today.")
RANG, SILENT = Found(happened=True, vendor_id="CALL-0001"), Found(happened=False, reason="Not in the list of calls.")


@pytest.fixture
def world() -> World:
    return World()


def answer(world: World, person, found, case_id=CASE_ID, action=REFUND.digest):
    return settle(world.store, person, case_id, action, found, now=world.now)


def refusal(world: World, *arguments, **named) -> int:
    with pytest.raises(RequestRefusedError) as refused:
        answer(world, *arguments, **named)
    return refused.value.status


def listed(world: World) -> dict[str, str]:
    return {str(row["subject"]): str(row["reason"]) for row in world.store.query(Table.STATE, keys.exceptions(TENANT))}


def sent(world: World) -> int:
    return len(world.transport.writes())


def test_a_person_is_told_what_to_look_at(world):
    unknown_refund(world)
    (shown,) = unknown_effects(world.store, TENANT).rows
    assert (shown["case_id"], shown["action"], shown["shown"]) == (CASE_ID, REFUND.digest, REFUND.to_json())
    assert (shown["system"], shown["sent_at"], shown["answered"]) == ("sandbox_payments", "2026-11-18T12:00:00Z", [])
    assert shown["look_up"] == "timeout: the system did not answer"
    assert (shown["groups"], shown["people"]) == (["compliance", "risk", "supervisor"], 2)


def test_an_unknown_effect_is_on_the_peoples_list_as_soon_as_it_is_unknown(world):
    """I9: also when the workflow ends before it can escalate."""
    unknown_refund(world)
    assert listed(world) == {REFUND.digest: "EffectUnknownError"}


def test_a_call_that_was_made_ends_the_case(world):
    """I14: nothing is sent."""
    ref, call = unknown_call(world, fault="timeout_after_effect")
    assert world.case(ref).state is CaseState.ESCALATED
    before = sent(world)
    settled = answer(world, OLGA, RANG, ref.case_id, call)
    assert (settled.state, settled.still_needed) == (AttemptState.DONE, 0)
    assert (world.case(ref).state, listed(world), sent(world)) == (CaseState.RESOLVED, {}, before)
    assert world.execute(ref, call).vendor_id == "CALL-0001"
    assert sent(world) == before


def test_a_call_that_was_not_made_is_still_somebodys_task(world):
    """I9, I14: the hub does not make it a second time."""
    ref, call = unknown_call(world)
    before = sent(world)
    assert answer(world, OLGA, SILENT, ref.case_id, call).state is AttemptState.REJECTED
    assert (world.case(ref).state, listed(world)) == (CaseState.ESCALATED, {call: "EffectRejectedError"})
    with pytest.raises(EffectRejectedError):
        world.execute(ref, call)
    assert sent(world) == before
    assert unknown_effects(world.store, TENANT).rows == []


def test_measuring_afterwards_changes_nothing(world):
    ref, call = unknown_call(world)
    answer(world, OLGA, RANG, ref.case_id, call)
    measured, length = world.case(ref), len(world.record(ref.case_id))
    assert world.measure(ref) == measured
    assert len(world.record(ref.case_id)) == length
    assert world.row(keys.outcome(TENANT, ref.case_id))["effects"] == [call]


def test_money_takes_two_people_with_the_same_answer(world):
    unknown_refund(world)
    assert answer(world, SAM, PAID).still_needed == 1
    assert refusal(world, SAM, PAID) == 409
    assert world.row(keys.attempt(TENANT, CASE_ID, REFUND.digest))["state"] == "UNKNOWN"
    assert answer(world, SUE, PAID).state is AttemptState.DONE
    assert (world.case(REF).state, listed(world)) == (CaseState.RESOLVED, {})


def test_two_people_agree_also_if_each_has_a_reason_of_their_own(world):
    unknown_refund(world)
    answer(world, SAM, NOT_PAID)
    assert answer(world, SUE, Found(happened=False, reason="The bank says no.")).state is AttemptState.REJECTED


@pytest.mark.parametrize("second", [NOT_PAID, Found(happened=True, vendor_id="RF-0002")], ids=["the opposite", "another id"])
def test_a_different_second_answer_makes_everybody_look_again(world, second):
    unknown_refund(world)
    answer(world, SAM, PAID)
    disputed = answer(world, SUE, second)
    assert (disputed.state, disputed.still_needed, disputed.disagreed) == (AttemptState.UNKNOWN, 2, True)
    assert answer(world, SUE, PAID).still_needed == 1
    assert answer(world, SAM, PAID).state is AttemptState.DONE


def test_the_second_person_is_not_told_what_the_first_one_found(world):
    """Neither by the list nor by the record, which holds the answer's digest."""
    unknown_refund(world)
    answer(world, SAM, PAID)
    (shown,) = unknown_effects(world.store, TENANT).rows
    assert shown["answered"] == ["sam"]
    assert "RF-0001" not in str(shown) + str(world.record())


def test_every_answer_is_on_the_record_without_the_words_of_people(world):
    """I10, I12."""
    unknown_refund(world)
    for person, found in ((SAM, PAID), (SUE, NOT_PAID), (SAM, NOT_PAID), (SUE, NOT_PAID)):
        answer(world, person, found)
    told = [event for event in world.record() if event.actor in {SAM.subject, SUE.subject}]
    assert [event.type for event in told] == ["effect.answered", "effect.disputed", "effect.answered", "effect.settled"]
    assert [found["happened"] for found in told[1].body["findings"]] == [True, False]
    assert told[0].body["finding"] == told[1].body["findings"][0]["finding"]
    assert told[3].body["state"] == "REJECTED"
    assert "statement" not in str(told)
    assert audit.verify(world.record()) is None


@pytest.mark.parametrize(
    "person",
    [OLGA, make_voter("lena", "agent_lead"), make_voter("greta", email="greta.holm@mail.example")],
    ids=["operator", "lead", "payee"],
)
def test_who_may_not_answer_for_money(world, person):
    """I5."""
    unknown_refund(world)
    assert refusal(world, person, PAID) == 403


def test_who_asked_for_it_may_not_say_what_became_of_it():
    """I5."""
    world, refund = World(), make_action(2_000, requester="sue@larkfield.example")
    world.given(refund)
    world.gate(REF, refund.digest)
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, refund.digest)
    assert refusal(world, SUE, PAID, action=refund.digest) == 403


def test_what_is_known_is_not_settled(world):
    """I2."""
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    world.execute(REF, REFUND.digest)
    assert refusal(world, SAM, NOT_PAID) == 409
    for other in ("0" * 64, "", REFUND.digest.upper(), f"{REFUND.digest}#"):
        assert refusal(world, SAM, PAID, action=other) == 404


@pytest.mark.parametrize("case_id", ["C-BBBBBBBBBBBBBBBB", "", "x|y", f"{CASE_ID}#"])
def test_what_is_not_there_is_not_settled(world, case_id):
    """I13."""
    unknown_refund(world)
    assert refusal(world, SAM, PAID, case_id=case_id) == 404


def test_a_foreign_effect_is_not_there(world):
    """I13."""
    unknown_refund(world)
    stranger = make_voter("sam", tenant="other")
    assert unknown_effects(world.store, "other").rows == []
    assert refusal(world, stranger, PAID) == 404


def test_an_altered_action_is_neither_hidden_nor_settled(world):
    """I4."""
    unknown_refund(world)
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), recipient="CUST-0666")
    assert [shown["state"] for shown in unknown_effects(world.store, TENANT).rows] == ["ALTERED"]
    assert refusal(world, SAM, PAID) == 409


def test_two_who_answer_at_once_take_turns():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    unknown_refund(world)
    store.meanwhile.append(lambda: answer(world, SAM, PAID))
    assert answer(world, SUE, PAID).state is AttemptState.DONE


def test_a_note_whose_outcome_is_settled_settles_the_action_it_stands_for(world):
    note = make_note("0.draft")
    world.transport.amend("ticket", "TICK-0001", customer_id="CUST-0001")
    world.given(REFUND, sheet=make_sheet(quality_bp=6_000))
    assert world.gate(REF, REFUND.digest).warrant == note.digest
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    with pytest.raises(EffectUnknownError):
        world.execute(REF, note.digest)
    world.escalate(REF, REFUND.digest, "EffectUnknownError")
    world.measure(REF)
    assert [shown["action"] for shown in unknown_effects(world.store, TENANT).rows] == [note.digest]
    answer(world, OLGA, Found(happened=True, vendor_id="COM-0001"), action=note.digest)
    assert (world.case(REF).state, listed(world)) == (CaseState.DRAFTED, {})


def test_what_else_lies_with_a_person_stays_there(world):
    ref, call = unknown_call(world)
    world.escalate(ref, None, "Lambda.Unknown")
    answer(world, OLGA, RANG, ref.case_id, call)
    assert (world.case(ref).state, listed(world)) == (CaseState.ESCALATED, {"case": "Lambda.Unknown"})


@pytest.mark.parametrize(
    "body",
    [
        {"happened": True},
        {"happened": False},
        {"happened": True, "vendor_id": "greta@mail.example"},
        {"happened": True, "vendor_id": ""},
        {"happened": False, "reason": " "},
        {"happened": False, "reason": "x", "vendor_id": "RF-1"},
        {"happened": "yes", "vendor_id": "RF-1"},
    ],
)
def test_an_answer_names_its_ground(body):
    with pytest.raises(ValueError, match="Found"):
        Found.from_json(body)
