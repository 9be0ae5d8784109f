from base64 import b64decode

import pytest
from tests.builders import CASE_ID, NOW, TENANT, make_chain
from tests.fakes import LocalKey, WatchedStore

from countersign.adapters.in_memory import InMemoryContent, InMemoryStore
from countersign.errors import TransientHubError
from countersign.model.audit import AuditEvent
from countersign.model.canonical import digest
from countersign.record import merkle
from countersign.steps.seal import NO_SEAL, SEAL_TAG, Seal, Sealer, seal, seal_message


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(InMemoryStore(), InMemoryContent(), LocalKey("seal-key"))


@pytest.fixture
def events() -> list[AuditEvent]:
    return make_chain(InMemoryStore(), 7)


def archived(sealer: Sealer, made: Seal) -> Seal:
    checkpoint = made.checkpoint
    body = sealer.archive.get(f"seals/{TENANT}/{checkpoint.number:010d}-{checkpoint.root[:16]}.json")
    return Seal.model_validate_json(body)


def test_a_seal_signs_size_root_and_the_seal_before(sealer, events):
    """I10."""
    first = seal(sealer, TENANT, events[:3], now=NOW)
    second = seal(sealer, TENANT, events[3:], now=NOW)
    assert (first.checkpoint.previous, second.checkpoint.previous) == (NO_SEAL, digest(SEAL_TAG, first.to_json()))
    assert (first.checkpoint.size, second.checkpoint.size) == (3, 7)
    assert second.checkpoint.events == tuple((CASE_ID, event.sequence, event.hash) for event in events[3:])


def test_two_seals_have_the_root_that_one_would(sealer, events):
    other = Sealer(InMemoryStore(), InMemoryContent(), sealer.signer)
    seal(sealer, TENANT, events[:3], now=NOW)
    assert seal(sealer, TENANT, events[3:], now=NOW).checkpoint.root == seal(other, TENANT, events, now=NOW).checkpoint.root


def test_any_holder_of_the_public_key_can_check_an_archived_seal(sealer, events):
    made = seal(sealer, TENANT, events, now=NOW)
    found = archived(sealer, made)
    assert found == made
    assert sealer.signer.verify(seal_message(found.checkpoint), b64decode(found.signature), found.checkpoint.key_id)


@pytest.mark.parametrize("changes", [{"size": 6}, {"root": "f" * 64}, {"previous": "f" * 64}, {"number": 2}, {"tenant": "other"}])
def test_a_changed_seal_does_not_verify(sealer, events, changes):
    """I10."""
    made = seal(sealer, TENANT, events, now=NOW)
    changed = made.checkpoint.model_copy(update=changes)
    assert not sealer.signer.verify(seal_message(changed), b64decode(made.signature), changed.key_id)


def test_an_idle_hour_is_sealed_too(sealer):
    """I10: so that silence cannot be made by taking the record away."""
    first, second = (seal(sealer, TENANT, [], now=NOW) for _ in range(2))
    assert (first.checkpoint.root, second.checkpoint.number) == (merkle.EMPTY_ROOT, 2)


@pytest.mark.parametrize("earlier", [0, 1], ids=["first seal", "later seal"])
def test_of_two_sealers_at_once_one_is_told_to_try_again(events, earlier):
    store = WatchedStore(InMemoryStore())
    sealer = Sealer(store, InMemoryContent(), LocalKey("seal-key"))
    for _ in range(earlier):
        seal(sealer, TENANT, [], now=NOW)
    store.meanwhile.append(lambda: seal(sealer, TENANT, events[:1], now=NOW))
    with pytest.raises(TransientHubError):
        seal(sealer, TENANT, events, now=NOW)
    assert seal(sealer, TENANT, events[1:], now=NOW).checkpoint.size == 7


def test_tenants_have_logs_of_their_own(sealer, events):
    """I13."""
    seal(sealer, TENANT, events, now=NOW)
    assert seal(sealer, "other", [], now=NOW).checkpoint.size == 0
