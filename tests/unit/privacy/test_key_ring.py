import pytest
from tests.builders import TENANT

from countersign.adapters.data_keys import InMemoryKeyKeeper
from countersign.adapters.in_memory import InMemoryStore
from countersign.model.privacy import Subject
from countersign.ports import Put, Remove, WriteRefusedError
from countersign.privacy.key_ring import KEPT_SECONDS, KeyRing
from countersign.record import keys
from countersign.record.rows import load

GRETA, HENRI = "CUST-0001", "CUST-0002"


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ring(clock) -> KeyRing:
    return KeyRing(InMemoryStore(), InMemoryKeyKeeper(), clock)


def begun(ring: KeyRing, customer_id: str = GRETA, tenant: str = TENANT) -> str:
    """The key of a case that was begun."""
    key = ring.current(tenant, customer_id)
    ring.rows.transact(key.writes)
    return key.key_id


def destroy(ring: KeyRing, key_id: str) -> None:
    ring.rows.transact([Remove(keys.data_key(TENANT, key_id)), Remove(keys.subject(TENANT, GRETA))])


def test_all_cases_of_a_customer_have_one_key(ring):
    assert begun(ring) == begun(ring)
    assert load(ring.rows, keys.subject(TENANT, GRETA), Subject).cases == 2


def test_each_customer_and_each_tenant_has_another(ring):
    """I13."""
    assert len({begun(ring), begun(ring, HENRI), begun(ring, GRETA, "other")}) == 3


def test_a_key_whose_case_did_not_begin_is_lost(ring):
    lost = ring.current(TENANT, GRETA).key_id
    assert begun(ring) != lost


def test_of_two_first_cases_at_once_one_comes_again(ring):
    first, second = ring.current(TENANT, GRETA), ring.current(TENANT, GRETA)
    ring.rows.transact(first.writes)
    with pytest.raises(WriteRefusedError):
        ring.rows.transact(second.writes)
    assert ring.current(TENANT, GRETA).key_id == first.key_id


def test_a_case_does_not_begin_under_a_key_that_was_destroyed_meanwhile(ring):
    key_id = begun(ring)
    late = ring.current(TENANT, GRETA)
    destroy(ring, key_id)
    with pytest.raises(WriteRefusedError):
        ring.rows.transact(late.writes)
    assert begun(ring) != key_id


def test_a_destroyed_key_is_found_for_a_few_minutes_at_most(ring, clock):
    key_id = begun(ring)
    destroy(ring, key_id)
    clock.seconds += KEPT_SECONDS
    assert ring.find(TENANT, key_id) is None


def test_a_key_is_unwrapped_once_for_many_looks(ring, clock, monkeypatch):
    key_id = begun(ring)
    clock.seconds += KEPT_SECONDS
    asked = []
    unwrap = ring.keeper.unwrap
    monkeypatch.setattr(ring.keeper, "unwrap", lambda *given: asked.append(given) or unwrap(*given))
    assert {ring.find(TENANT, key_id).derive("a") for _ in range(9)} == {ring.current(TENANT, GRETA).data.derive("a")}
    assert len(asked) == 1


def test_another_tenants_key_is_not_found_under_its_id(ring):
    """I13."""
    key_id = begun(ring)
    assert ring.find("other", key_id) is None


def test_a_customer_whose_key_was_lost_gets_a_new_one(ring):
    key_id = begun(ring)
    ring.rows.transact([Remove(keys.data_key(TENANT, key_id))])
    assert begun(ring) != key_id


def test_an_erasure_that_goes_on_is_not_forgotten_by_a_new_case(ring):
    ring.rows.transact([Put(keys.subject(TENANT, GRETA), Subject(erasing="a" * 32).to_json())])
    key_id = begun(ring)
    assert load(ring.rows, keys.subject(TENANT, GRETA), Subject) == Subject(key_id=key_id, cases=1, erasing="a" * 32)
