from datetime import timedelta

import pytest
from tests.builders import CASE_ID, NOW, TENANT, make_chain
from tests.fakes import WatchedStore

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import TransientHubError
from countersign.model.audit import AuditEntry, AuditEvent
from countersign.ports import Absent, Check, Key, Put, Table, WriteRefusedError
from countersign.record import audit, keys

LENGTH = 9
ENTRY = AuditEntry(type="test.happened", actor="test", body={"number": 1})
ROW = keys.case_row(TENANT, CASE_ID, "CASE")


@pytest.fixture
def store() -> InMemoryStore:
    return InMemoryStore()


@pytest.fixture
def chain(store) -> list[AuditEvent]:
    return make_chain(store, LENGTH)


def commit(store, *writes, entry=ENTRY) -> AuditEvent:
    return audit.commit(store, TENANT, CASE_ID, entry, writes, now=NOW)


def fault_at(chain: list[AuditEvent]) -> int | None:
    fault = audit.verify(chain)
    return None if fault is None else fault.sequence


def test_an_untouched_chain_is_whole(chain):
    assert [event.sequence for event in chain] == list(range(LENGTH))
    assert fault_at(chain) is None


@pytest.mark.parametrize("number", range(LENGTH))
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", {"number": 99}),
        ("type", "test.invented"),
        ("actor", "somebody"),
        ("at", NOW - timedelta(days=1)),
        ("tenant", "other"),
        ("case_id", "C-0000000000000000"),
        ("previous", "e" * 64),
        ("hash", "e" * 64),
        ("sequence", 99),
    ],
)
def test_any_single_edit_is_found_where_it_is(chain, number, field, value):
    """I10: every field of every event."""
    chain[number] = chain[number].model_copy(update={field: value})
    assert fault_at(chain) == number


@pytest.mark.parametrize("number", range(LENGTH))
def test_an_edit_with_its_hash_made_good_shows_at_the_next_event(chain, number):
    """I10; at the very end it takes the seal to see it."""
    edited = chain[number].model_copy(update={"body": {"number": 99}})
    chain[number] = edited.model_copy(update={"hash": edited.expected_hash()})
    assert fault_at(chain) == (number + 1 if number + 1 < LENGTH else None)


@pytest.mark.parametrize("number", range(LENGTH))
def test_a_place_that_is_not_the_events_own_is_found_even_with_its_hash_made_good(chain, number):
    """I10."""
    moved = chain[number].model_copy(update={"sequence": 99})
    chain[number] = moved.model_copy(update={"hash": moved.expected_hash()})
    assert fault_at(chain) == number


@pytest.mark.parametrize("number", range(LENGTH - 1))
def test_any_deletion_is_found(chain, number):
    """I10: only the end can be cut off unseen, and for that there are seals."""
    del chain[number]
    assert fault_at(chain) == number


@pytest.mark.parametrize("first", range(LENGTH))
@pytest.mark.parametrize("second", range(LENGTH))
def test_any_swap_is_found(chain, first, second):
    """I10."""
    chain[first], chain[second] = chain[second], chain[first]
    assert fault_at(chain) == (None if first == second else min(first, second))


@pytest.mark.parametrize("place", range(LENGTH + 1))
@pytest.mark.parametrize("copied", range(LENGTH))
def test_any_insertion_is_found(chain, place, copied):
    """I10."""
    chain.insert(place, chain[copied])
    assert fault_at(chain) == (place if place != copied else place + 1)


def test_a_change_and_its_event_are_written_together(store):
    """I3."""
    commit(store, Put(ROW, {"state": "A"}))
    with pytest.raises(WriteRefusedError):
        commit(store, Put(ROW, {"state": "B"}))
    assert (store.get(ROW), len(audit.events(store, TENANT, CASE_ID))) == ({"state": "A"}, 1)


def test_a_refusal_names_the_positions_among_the_callers_own_writes(store):
    commit(store, Put(ROW, {"state": "A"}))
    other, third = keys.plan(TENANT, CASE_ID), keys.outcome(TENANT, CASE_ID)
    with pytest.raises(WriteRefusedError) as refusal:
        commit(store, Absent(other), Check(ROW, {"state": "B"}), Put(third, {"a": 1}), Check(keys.assessment(TENANT, CASE_ID), {}))
    assert refusal.value.failed == (1, 3)


def test_a_refusal_is_the_callers_even_when_the_record_grew_meanwhile():
    store = WatchedStore(InMemoryStore())
    store.meanwhile += [lambda: commit(store), lambda: None]
    with pytest.raises(WriteRefusedError) as refusal:
        commit(store, Check(ROW, {"state": "A"}))
    assert refusal.value.failed == (0,)


def test_writers_at_once_all_get_a_place():
    store = WatchedStore(InMemoryStore())
    places = []

    def another() -> None:
        places.append(commit(store).sequence)

    store.meanwhile += [another] * 3
    places.append(commit(store).sequence)
    assert sorted(places) == [0, 1, 2, 3]
    assert audit.verify(audit.events(store, TENANT, CASE_ID)) is None


def test_a_record_that_never_rests_is_a_reason_to_try_later(store, monkeypatch):
    def contended(_):
        raise WriteRefusedError

    monkeypatch.setattr(store, "transact", contended)
    with pytest.raises(TransientHubError):
        commit(store)


def test_what_has_no_canonical_form_never_gets_on_record(store):
    with pytest.raises(ValueError, match="no canonical form"):
        commit(store, entry=ENTRY.model_copy(update={"body": {"amount": 1.5}}))
    assert audit.events(store, TENANT, CASE_ID) == []


def test_cases_and_tenants_have_chains_of_their_own(store, chain):
    """I13."""
    commit(store)
    theirs = audit.commit(store, "other", CASE_ID, ENTRY, [], now=NOW)
    assert (theirs.sequence, len(audit.events(store, TENANT, CASE_ID))) == (0, LENGTH + 1)
    assert audit.events(store, TENANT, "C-0000000000000000") == []
    assert len(chain) == LENGTH


def test_no_tenant_can_name_a_partition_of_another():
    """I13: the separator cannot be part of a tenant's name, and the tenant comes first."""
    assert keys.case("a", "b|c") == Key(Table.STATE, "a|case|b|c", "CASE")
    assert {key.partition.split("|")[0] for key in (keys.approval("a", "b"), keys.warrant("a", "b", "c"), keys.audit("a", "b", 0))} == {"a"}
