import json

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_assessment, make_case, make_sheet
from tests.fakes import WatchedStore

from countersign.adapters.data_keys import InMemoryKeyKeeper
from countersign.adapters.in_memory import InMemoryContent, InMemoryStore
from countersign.errors import CaseNotFoundError, ContentAlteredError, PersonalDataErasedError
from countersign.model.facts import FactSheet
from countersign.model.plan import ProposedAction
from countersign.model.triage import Assessment
from countersign.ports import Put, Remove, Replace, Table, WriteRefusedError
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.personal import ERASED
from countersign.privacy.sealed_content import SealedContent, content_key
from countersign.privacy.sealed_store import SEALED, BlindWriteError, SealedStore
from countersign.record import audit, keys
from countersign.record.rows import load

SHEET = keys.fact_sheet(TENANT, CASE_ID)
TRIAGE = keys.assessment(TENANT, CASE_ID)
ACTION = make_action()


@pytest.fixture
def rows() -> InMemoryStore:
    return InMemoryStore()


@pytest.fixture
def ring(rows) -> KeyRing:
    return KeyRing(rows, InMemoryKeyKeeper(), lambda: 0.0)


@pytest.fixture
def store(rows, ring) -> SealedStore:
    """In which a case has begun."""
    made = SealedStore(rows, ring)
    begin(made, ring)
    return made


@pytest.fixture
def key_id(store) -> str:
    """Of the case."""
    return str(store.get(keys.case(TENANT, CASE_ID))["personal_key"])


def begin(store: SealedStore, ring: KeyRing, case_id: str = CASE_ID, customer_id: str = "CUST-0001") -> str:
    key = ring.current(TENANT, customer_id)
    case = make_case(case_id=case_id, customer_id=customer_id, personal_key=key.key_id)
    store.transact([Put(keys.case(TENANT, case_id), case.to_json()), *key.writes])
    return key.key_id


def destroy(rows: InMemoryStore, key_id: str) -> KeyRing:
    """The key is gone, and so is every memory of it."""
    rows.transact([Remove(keys.data_key(TENANT, key_id))])
    return KeyRing(rows, InMemoryKeyKeeper(), lambda: 0.0)


def test_a_row_comes_back_as_it_was_put(store):
    sheet = make_sheet()
    store.transact([Put(SHEET, sheet.to_json())])
    assert load(store, SHEET, FactSheet) == sheet
    assert store.query(Table.STATE, SHEET.partition, "FACTS") == [sheet.to_json()]


def test_no_personal_field_reaches_the_table(store, rows):
    """I12."""
    store.transact([Put(SHEET, make_sheet().to_json()), Put(keys.action(TENANT, CASE_ID, ACTION.digest), ACTION.to_json())])
    at_rest = json.dumps([rows.get(SHEET), rows.get(keys.action(TENANT, CASE_ID, ACTION.digest))])
    assert "greta.holm" not in at_rest
    assert "ORD-1001" not in at_rest


def test_other_fields_stay_in_the_clear_for_conditions(store, rows):
    store.transact([Put(TRIAGE, make_assessment().to_json())])
    assert rows.get(TRIAGE)["intent"] == "refund_request"
    store.transact([Put(TRIAGE, make_assessment(language="de").to_json(), expect={"intent": "refund_request"})])
    assert store.get(TRIAGE)["language"] == "de"


def test_rows_of_no_customer_stay_as_they_are(store, rows):
    switch = keys.switch(TENANT, "action", "refund.issue")
    store.transact([Put(switch, {"thrown": True})])
    assert rows.get(switch) == {"thrown": True}


def test_empty_fields_are_not_personal(store, rows):
    """So a function that may not seal can still write an attempt that has no result."""
    row = {"action": "a" * 64, "result": {}, "epoch": 1}
    SealedStore(rows, None).transact([Put(keys.attempt(TENANT, CASE_ID, "a" * 64), row)])
    assert store.get(keys.attempt(TENANT, CASE_ID, "a" * 64)) == row


def test_what_concerns_the_tenant_as_a_whole_is_no_customers(store, rows):
    row = {"findings": [1]}
    key = keys.settlement(TENANT, audit.CONTROL, "a" * 64)
    store.transact([Put(key, row)])
    assert rows.get(key) == row


def test_without_the_key_a_row_reads_as_erased(store, rows, key_id):
    store.transact([Put(SHEET, make_sheet().to_json()), Put(keys.action(TENANT, CASE_ID, ACTION.digest), ACTION.to_json())])
    after = SealedStore(rows, destroy(rows, key_id))
    sheet = load(after, SHEET, FactSheet)
    assert (sheet.customer, sheet.orders, sheet.contacts) == (None, (), None)
    assert sheet.quality_bp == make_sheet().quality_bp
    action = load(after, keys.action(TENANT, CASE_ID, ACTION.digest), ProposedAction)
    assert (action.name, action.customer_id, action.request.path) == (ACTION.name, ERASED, ERASED)


def test_without_the_key_nothing_personal_is_written(rows, key_id):
    after = SealedStore(rows, destroy(rows, key_id))
    with pytest.raises(PersonalDataErasedError):
        after.transact([Put(SHEET, make_sheet().to_json())])


def test_who_may_not_unseal_reads_the_rest(store, rows):
    store.transact([Put(TRIAGE, make_assessment().to_json())])
    assessment = load(SealedStore(rows, None), TRIAGE, Assessment)
    assert (assessment.intent, assessment.summary) == ("refund_request", ERASED)


@pytest.mark.usefixtures("key_id")
def test_who_may_not_seal_writes_nothing_personal(rows):
    """Loudly: otherwise it would lie in the clear."""
    with pytest.raises(BlindWriteError):
        SealedStore(rows, None).transact([Put(SHEET, make_sheet().to_json())])
    assert rows.get(SHEET) is None


def test_a_sealed_row_is_of_no_use_in_another_case(store, rows, ring):
    """I10: not even in one of the same customer."""
    store.transact([Put(SHEET, make_sheet().to_json())])
    begin(store, ring, "C-BBBBBBBBBBBBBBBB")
    moved = keys.fact_sheet(TENANT, "C-BBBBBBBBBBBBBBBB")
    rows.transact([Put(moved, rows.get(SHEET))])
    with pytest.raises(ContentAlteredError):
        store.get(moved)


def test_a_sealed_field_that_was_altered_is_found(store, rows):
    """I10."""
    store.transact([Put(SHEET, make_sheet().to_json())])
    row = rows.get(SHEET)
    rows.transact([Replace(SHEET, {**row, SEALED: row[SEALED][:-8] + "AAAAAAA="})])
    with pytest.raises(ContentAlteredError):
        store.get(SHEET)


@pytest.mark.usefixtures("key_id")
def test_a_function_that_comes_to_a_case_fresh_finds_its_key(rows, ring):
    SealedStore(rows, ring).transact([Put(TRIAGE, make_assessment().to_json())])
    assert load(SealedStore(rows, ring), TRIAGE, Assessment) == make_assessment()


def test_personal_data_without_a_case_is_not_written(rows, ring):
    with pytest.raises(CaseNotFoundError):
        SealedStore(rows, ring).transact([Put(SHEET, make_sheet().to_json())])


def test_the_loser_of_two_beginnings_uses_the_winners_key(ring):
    """Two deliveries of one event, each with the customer's first key in hand."""
    watched = WatchedStore(ring.rows)
    store = SealedStore(watched, ring)
    winners: list[str] = []
    watched.meanwhile.append(lambda: winners.append(begin(SealedStore(ring.rows, ring), ring)))
    with pytest.raises(WriteRefusedError):
        begin(store, ring)
    store.transact([Put(TRIAGE, make_assessment().to_json())])
    assert ring.rows.get(TRIAGE)[SEALED].split(".")[1] == winners[0]


def test_positions_of_refused_writes_are_those_that_were_given(store):
    store.transact([Put(TRIAGE, make_assessment().to_json())])
    with pytest.raises(WriteRefusedError) as refusal:
        store.transact([Replace(SHEET, make_sheet().to_json()), Put(TRIAGE, make_assessment().to_json())])
    assert refusal.value.failed == (1,)


def test_keys_of_one_container_never_grow_without_bound(rows, ring, key_id):
    store = SealedStore(rows, ring)
    for number in range(3_000):
        store._remember({f"case {number}": key_id})
    assert len(store._key_ids) < 3_000


def test_a_text_is_sealed_under_the_key_in_its_name(ring, key_id):
    """I12."""
    objects = InMemoryContent()
    name = content_key(TENANT, key_id, REF.case_id, "d" * 64)
    SealedContent(objects, ring).put(name, b"I am Greta Holm.")
    assert b"Greta" not in objects.get(name)
    assert SealedContent(objects, ring).get(name) == b"I am Greta Holm."


def test_a_text_whose_key_is_destroyed_is_not_there(rows, ring, key_id):
    objects = InMemoryContent()
    name = content_key(TENANT, key_id, REF.case_id, "d" * 64)
    SealedContent(objects, ring).put(name, b"I am Greta Holm.")
    after = SealedContent(objects, destroy(rows, key_id))
    with pytest.raises(KeyError):
        after.get(name)
    with pytest.raises(PersonalDataErasedError):
        after.put(name, b"again")


def test_a_text_that_was_exchanged_is_found(ring, key_id):
    """I10."""
    objects = InMemoryContent()
    one, other = (content_key(TENANT, key_id, REF.case_id, digest * 64) for digest in "de")
    SealedContent(objects, ring).put(one, b"one")
    objects.put(other, objects.get(one))
    with pytest.raises(ContentAlteredError):
        SealedContent(objects, ring).get(other)
