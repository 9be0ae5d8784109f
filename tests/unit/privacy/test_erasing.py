import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_case, make_customer, make_sheet, make_voter
from tests.fakes import WatchedStore
from tests.unit.privacy.erasures import (
    CARL,
    CORA,
    GRETA,
    HENRI,
    PERSONAL,
    QUESTION,
    WORDS,
    at_rest,
    both,
    found_by_customer,
    found_in,
    resolved,
)
from tests.unit.proof.proved_cases import GRANT_PUBLIC, SEAL_PUBLIC, SealedWorld
from tests.world import World

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import PersonalDataErasedError, RequestRefusedError
from countersign.model.case import CaseState
from countersign.model.privacy import ASKED_FOR, ErasureState
from countersign.privacy.erasing import BATCH
from countersign.privacy.personal import ERASED
from countersign.proof.checking import check
from countersign.record import audit, keys
from countersign.viewing.cases import case_story, cases_of
from countersign.viewing.recorded_decisions import recorded_decision


@pytest.fixture
def world() -> World:
    return World()


def refusal(act) -> RequestRefusedError:
    with pytest.raises(RequestRefusedError) as refused:
        act()
    return refused.value


def test_personal_data_is_unreadable_at_rest_already_before(world):
    """I12: of the customer only the names that other systems have for her, her order and her ticket."""
    resolved(world)
    assert found_in(at_rest(world), *PERSONAL) == ["TICK-0100"]


def test_one_person_alone_erases_nothing(world):
    resolved(world)
    assert world.erase(CORA, GRETA, "DSR-1").erasure.state is ErasureState.ASKED
    assert refusal(lambda: world.erase(CORA, GRETA)).status == 409
    assert found_in(str(world.holdings(CORA, GRETA)), "Canal Row")


def test_two_accounts_of_one_human_are_one_person(world):
    resolved(world)
    world.erase(make_voter("cora", "compliance", person="P-7"), GRETA, "DSR-1")
    assert refusal(lambda: world.erase(make_voter("cora.admin", "compliance", person="P-7"), GRETA)).status == 409


def test_who_asks_says_why(world):
    resolved(world)
    assert refusal(lambda: world.erase(CORA, GRETA)).status == 422


def test_an_old_request_has_to_be_made_again(world):
    resolved(world)
    world.erase(CORA, GRETA, "DSR-1")
    world.now += ASKED_FOR
    assert world.erase(CARL, GRETA, "DSR-2").erasure.state is ErasureState.ASKED
    assert world.erase(CORA, GRETA).erasure.state is ErasureState.DONE


def test_with_the_second_persons_word_everything_is_gone(world):
    """I12: from rows, objects and their names; what stays are pseudonyms, codes, and the sums that limits look at."""
    resolved(world)
    ended = both(world)
    assert (ended.erasure.state, ended.erasure.cases, ended.left) == (ErasureState.DONE, 1, 0)
    assert found_in(at_rest(world), *PERSONAL) == []
    assert at_rest(world).count(GRETA) == 1, "the row of sums, which a month later is forgotten too"
    assert world.objects._bodies == {}


def test_the_chain_holds_and_says_what_happened(world):
    """I10: on the record stand the key and the people, nobody else."""
    ref = resolved(world)
    before = world.record(ref.case_id)
    key = world.case(ref).personal_key
    both(world)
    events, control = world.record(ref.case_id), world.record(audit.CONTROL)
    assert events[:-1] == before
    assert (events[-1].type, events[-1].actor, events[-1].body) == ("case.erased", CARL.subject, {"key": key})
    assert [(event.type, event.actor) for event in control] == [
        ("erasure.asked", CORA.subject), ("erasure.agreed", CARL.subject), ("erasure.done", CARL.subject),
    ]  # fmt: skip
    assert audit.verify(events) is None
    assert audit.verify(control) is None
    assert events[0].body["key"] == key


def test_lists_and_stories_say_erased(world):
    ref = resolved(world)
    both(world)
    (listed,) = cases_of(world.store, TENANT, f"{world.now:%Y-%m-%d}").rows
    assert (listed["case_id"], listed["customer_id"], listed["ticket_id"]) == (ref.case_id, ERASED, ERASED)
    story = case_story(world.store, TENANT, ref.case_id)
    assert story["chain"]["whole"]
    assert story["triage"]["summary"] == ERASED
    assert {ERASED in action["arguments"] for action in story["actions"]} == {True}
    assert found_in(str(story), *PERSONAL) == []


def test_the_customers_next_case_begins_with_a_new_key(world):
    old = resolved(world)
    both(world)
    new = resolved(world, "evt_2", ticket_id="TICK-0200", subject="Hours", text=QUESTION)
    assert world.case(new).personal_key != world.case(old).personal_key
    assert found_in(str(world.holdings(CORA, GRETA)), "Canal Row")
    assert case_story(world.store, TENANT, old.case_id)["triage"]["summary"] == ERASED


def test_a_message_that_comes_again_after_its_erasure_stays_erased(world):
    """With the same text or another: nobody can say any more, and nothing is kept of it."""
    ref = resolved(world)
    both(world)
    for text in (WORDS, "Something else, by Greta."):
        (again,) = world.intake(world.webhook(world.open_ticket("TICK-0100", text=text)))
        assert (again.case_id, again.duplicate) == (ref.case_id, True)
    assert found_in(at_rest(world), *PERSONAL) == []


def test_nothing_more_is_done_for_an_erased_case(world):
    ref = resolved(world)
    both(world)
    with pytest.raises(PersonalDataErasedError):
        world.enrich(ref)


def test_a_backup_of_the_tables_brings_nothing_back(world):
    """All but the table of keys, which has none: what was copied before the erasure reads as erased."""
    ref = resolved(world)
    backup = {key: row for key, row in world.rows._rows.items() if key.table != "privacy"}
    objects = dict(world.objects._bodies)
    both(world)
    world.rows._rows.update(backup)
    world.objects._bodies.update(objects)
    story = case_story(world.store, TENANT, ref.case_id)
    assert found_in(str(story), *PERSONAL) == ["TICK-0100"], "which only the ticketing system knows"
    with pytest.raises(KeyError):
        world.content.get(world.case(ref).content_key)


def test_of_nobody_nothing_is_erased(world):
    resolved(world)
    assert refusal(lambda: world.erase(CORA, HENRI, "DSR-1")).status == 404
    both(world)
    assert refusal(lambda: world.erase(CORA, GRETA, "DSR-2")).status == 404


def test_another_tenants_customer_is_nobody():
    """I13."""
    store = InMemoryStore()
    ours, theirs = World(store=store), World(store=store, tenant="other")
    resolved(ours)
    stranger = make_voter("stranger", "compliance", tenant="other")
    assert refusal(lambda: theirs.erase(stranger, GRETA, "DSR-1")).status == 404
    assert refusal(lambda: theirs.holdings(stranger, GRETA)).status == 404


def _waits(world):
    world.run(world.receive(text="Please refund my order ORD-1002."))


def _has_just_arrived(world):
    world.receive()


def _lies_with_people(world):
    ref = resolved(world)
    world.escalate(ref, None, "SomebodyMustLook")


def _is_under_a_hold(world):
    action = make_action()
    world.given(action, sheet=make_sheet(customer=make_customer(legal_hold=True)))
    world.alter(keys.case(TENANT, CASE_ID), state="RESOLVED")
    found_by_customer(world, REF)


@pytest.mark.parametrize(
    ("before", "word"),
    [(_waits, "must end"), (_has_just_arrived, "must end"), (_lies_with_people, "resolve"), (_is_under_a_hold, "legal hold")],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_still_needed_is_not_erased(world, before, word):
    before(world)
    refused = refusal(lambda: world.erase(CORA, GRETA, "DSR-1"))
    assert refused.status == 409
    assert word in refused.title or "lies with people" in refused.title


def test_a_message_at_the_moment_of_the_erasure_is_not_lost():
    """The key is destroyed only if no case has begun under it since the cases were looked at."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    resolved(world)
    world.erase(CORA, GRETA, "DSR-1")
    store.meanwhile.append(lambda: world.receive("evt_2", ticket_id="TICK-0200"))
    assert refusal(lambda: world.erase(CARL, GRETA)).members == {"state": "CHANGED"}
    assert "must end" in refusal(lambda: world.erase(CARL, GRETA)).title


def test_a_customer_who_writes_while_the_erasure_goes_on_stays_known():
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    resolved(world)
    world.erase(CORA, GRETA, "DSR-1")
    quick = iter([lambda: None, lambda: world.receive("evt_2", ticket_id="TICK-0200")])
    store.meanwhile += [next(quick), next(quick)]
    assert world.erase(CARL, GRETA).erasure.state is ErasureState.DONE
    assert len(world.holdings(CORA, GRETA)["cases"]) == 1


def test_many_cases_are_overwritten_call_by_call(world):
    resolved(world)
    for number in range(BATCH):
        known = world.begin(make_case(case_id=f"C-{number:016}", ticket_id=f"TICK-{number:04}", state=CaseState.RESOLVED))
        found_by_customer(world, known.ref)
    ended = both(world)
    assert (ended.erasure.state, ended.left) == (ErasureState.ERASING, 1)
    assert world.erase(CORA, GRETA).erasure.state is ErasureState.DONE
    assert found_in(at_rest(world), *PERSONAL) == []


def test_what_people_wrote_is_erased_and_their_answers_stay():
    """Who approved what, under which policies, is not the customer's to erase."""
    world = SealedWorld()
    action = make_action(12_000)
    world.given(action)
    world.transport.amend("order", "ORD-1001", total=action.money.to_json())
    world.settle(REF, action.digest)
    request = world.ask(REF, action.digest)
    world.vote(request, make_voter(), reason="Greta Holm called me.")
    world.settle(REF, action.digest)
    world.measure(REF)
    found_by_customer(world, REF)
    assert found_in(str(world.holdings(CORA, GRETA)), "called me")
    both(world)
    vote = world.row(keys.vote(TENANT, request.approval_id, "sub-sam"))
    assert (vote["words"], vote["grant"]["voter_name"], vote["grant"]["answer"]) == (ERASED, "sam", "approve")
    world.seal()
    proof = world.export()
    checked = check(proof, GRANT_PUBLIC, SEAL_PUBLIC)
    assert (checked.findings, checked.erased_at, checked.disclosed) == ((), world.now, 0)
    assert found_in(str(proof.to_json()), *PERSONAL, GRETA) == []


def test_a_decision_on_erased_facts_is_not_replayed(world):
    """What it rested on is said to be erased, never guessed."""
    ref = resolved(world)
    made = [event.to_json() for event in world.record(ref.case_id) if event.type == "decision.made"]
    assert all(recorded_decision(world.store, event).facts for event in made)
    both(world)
    assert {recorded_decision(world.store, event).lost for event in made} == {"the customer's data was erased"}


def test_holdings_are_all_of_it_and_looking_is_on_record(world):
    ref = resolved(world)
    held = world.holdings(CORA, GRETA)
    (case,) = held["cases"]
    assert case["message"]["text"] == WORDS
    assert {"FACTS", "ACTION", "DECISION"} <= {row["kind"] for row in case["rows"]}
    assert "salt" not in str(held)
    (looked,) = world.record(audit.CONTROL)
    assert (looked.type, looked.actor, looked.body) == ("customer.shown", CORA.subject, {"key": world.case(ref).personal_key})
