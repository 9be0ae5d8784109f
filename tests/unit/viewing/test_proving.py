import pytest
from tests.builders import CASE_ID, REF, TENANT
from tests.fakes import LocalKey
from tests.unit.proof.proved_cases import GRANT_PUBLIC, SEAL_KEY, SEAL_PUBLIC, SealedWorld, approved, denied

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.errors import RequestRefusedError
from countersign.proof.bundle import Bundle, Keys
from countersign.proof.checking import check
from countersign.proof.trust import pem
from countersign.steps.seal import Sealer, seal
from countersign.viewing import proving
from countersign.viewing.proving import proof_of

KEYS = Keys(grant=GRANT_PUBLIC.pem, seal=SEAL_PUBLIC.pem)


def proof(world: SealedWorld, case_id: str = CASE_ID) -> Bundle:
    return proof_of(world.store, world.archive, KEYS, TENANT, case_id, now=world.now)


def refusal(act) -> tuple[int, dict]:
    with pytest.raises(RequestRefusedError) as refused:
        act()
    return refused.value.status, refused.value.members


@pytest.mark.parametrize("way", [approved, denied])
def test_the_proof_of_the_console_is_the_one_of_the_command(way):
    world = way()
    exported = proof(world)
    assert exported == world.export()
    assert check(exported, GRANT_PUBLIC, SEAL_PUBLIC).findings == ()


def test_the_archive_is_asked_for_nothing_that_is_not_there(monkeypatch):
    """Who may not list a bucket is told that it may not read what is missing."""
    world = approved()
    world.wait(minutes=5)
    seal(Sealer(world.store, world.archive, SEAL_KEY, SEAL_KEY.public_key), TENANT, [], now=world.now)
    asked = []
    get = world.archive.get
    monkeypatch.setattr(world.archive, "get", lambda key: asked.append(key) or get(key))
    proof(world)
    assert set(asked) <= set(world.archive.names())
    assert len(asked) == len(set(asked))


def test_what_is_not_sealed_yet_is_not_proved():
    world = denied()
    world.escalate(REF, None, "Lambda.Unknown")
    assert refusal(lambda: proof(world)) == (409, {"state": "UNSEALED"})


def test_a_case_of_too_many_seals_is_left_to_an_operator(monkeypatch):
    monkeypatch.setattr(proving, "MOST_OBJECTS", 3)
    assert refusal(lambda: proof(approved())) == (409, {"state": "TOO_LONG"})


@pytest.mark.parametrize("case_id", ["C-0000000000000000", "C-1", "control"])
def test_what_is_no_case_has_no_proof(case_id):
    """I13."""
    assert refusal(lambda: proof(denied(), case_id))[0] == 404


def test_a_public_key_is_written_as_others_write_it():
    key = LocalKey()
    assert pem(key.public_key) == EcdsaPublicKey(key.public_key).pem
