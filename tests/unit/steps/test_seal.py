from hashlib import sha256

import pytest
from tests.builders import CASE_ID, NOW, TENANT, make_chain
from tests.fakes import CrashError, CrashPoints, LocalKey, WatchedStore

from countersign.adapters.in_memory import InMemoryArchive, InMemoryStore
from countersign.errors import TransientHubError
from countersign.model.audit import AuditEvent
from countersign.ports import Replace
from countersign.record import audit, keys, merkle
from countersign.record.notes import Note, key_id
from countersign.record.seals import NO_SEAL, Batch, Checkpoint, batch_key, checkpoint_key
from countersign.steps.seal import BrokenLogError, Sealer, report_change, seal


def make_sealer(store=None, archive=None, key=None) -> Sealer:
    key = key or LocalKey("seal-key")
    return Sealer(store or InMemoryStore(), archive or InMemoryArchive(), key, key.public_key)


@pytest.fixture
def sealer() -> Sealer:
    return make_sealer()


@pytest.fixture
def events() -> list[AuditEvent]:
    return make_chain(InMemoryStore(), 7)


def archived(sealer: Sealer, number: int) -> bytes:
    return sealer.archive.get(checkpoint_key(TENANT, number))


def leaves_of(sealer: Sealer, made: Checkpoint) -> Batch:
    return Batch.from_bytes(sealer.archive.get(batch_key(TENANT, made.number, made.root)))


def test_a_seal_names_size_root_and_the_seal_before(sealer, events):
    """I10."""
    first = seal(sealer, TENANT, events[:3], now=NOW)
    second = seal(sealer, TENANT, events[3:], now=NOW)
    assert (first.previous, second.previous) == (NO_SEAL, sha256(archived(sealer, 1)).hexdigest())
    assert (first.size, second.size) == (3, 7)
    assert leaves_of(sealer, second).events == tuple((CASE_ID, event.sequence, event.hash) for event in events[3:])


def test_two_seals_have_the_root_that_one_would(sealer, events):
    other = make_sealer(key=sealer.signer)
    seal(sealer, TENANT, events[:3], now=NOW)
    assert seal(sealer, TENANT, events[3:], now=NOW).root == seal(other, TENANT, events, now=NOW).root


def test_the_leaves_of_a_seal_begin_where_the_tree_before_them_ended(sealer, events):
    first = seal(sealer, TENANT, events[:3], now=NOW)
    second = seal(sealer, TENANT, events[3:], now=NOW)
    assert merkle.root(leaves_of(sealer, second).before) == first.root


def test_an_archived_seal_is_a_note_that_any_holder_of_the_public_key_can_check(sealer, events):
    made = seal(sealer, TENANT, events, now=NOW)
    note = Note.from_bytes(archived(sealer, 1))
    assert Checkpoint.from_text(note.text) == made
    (signature,) = note.signatures
    assert (signature.name, signature.key_id) == ("countersign/main", key_id(sealer.public_key))
    assert sealer.signer.verify(note.text.encode(), signature.signature, "seal-key")


def test_an_idle_hour_is_sealed_too(sealer):
    """I10: so that silence cannot be made by taking the record away."""
    first, second = (seal(sealer, TENANT, [], now=NOW) for _ in range(2))
    assert (first.root, second.number) == (merkle.EMPTY_ROOT, 2)


@pytest.mark.parametrize("earlier", [0, 1], ids=["first seal", "later seal"])
def test_of_two_sealers_at_once_both_seal_one_after_the_other(events, earlier):
    """I10: no number is given twice."""
    key, archive, store = LocalKey(), InMemoryArchive(), InMemoryStore()
    here, there = make_sealer(store, CutInArchive(archive), key), make_sealer(store, archive, key)
    for _ in range(earlier):
        seal(there, TENANT, [], now=NOW)
    here.archive.meanwhile.append(lambda: seal(there, TENANT, events[:4], now=NOW))
    made = seal(here, TENANT, events[4:], now=NOW)
    assert (made.number, made.size) == (earlier + 2, 7)
    assert made.previous == sha256(archived(there, earlier + 1)).hexdigest()


def test_a_sealer_that_is_always_beaten_is_told_to_try_again(events):
    key, archive, store = LocalKey(), InMemoryArchive(), InMemoryStore()
    here, there = make_sealer(store, CutInArchive(archive), key), make_sealer(store, archive, key)
    here.archive.meanwhile += [lambda: seal(there, TENANT, [], now=NOW)] * 8
    with pytest.raises(TransientHubError):
        seal(here, TENANT, events, now=NOW)


@pytest.mark.parametrize(("call", "after"), [(0, False), (1, False), (1, True), (2, False), (2, True), (3, False)])
def test_a_sealer_that_crashed_before_it_ended_is_repeated_without_sealing_twice(events, call, after):
    """I10: before and after it wrote leaves, checkpoint and head."""
    key, archive, store = LocalKey(), InMemoryArchive(), InMemoryStore()
    seal(make_sealer(store, archive, key), TENANT, events[:2], now=NOW)
    crash = CrashPoints(at=call, after=after)
    with pytest.raises(CrashError):
        seal(make_sealer(WatchedStore(store, crash), CrashingArchive(archive, crash), key), TENANT, events[2:], now=NOW)
    repeated = make_sealer(store, archive, key)
    made = seal(repeated, TENANT, events[2:], now=NOW)
    assert (made.number, made.size) == (2, 7)
    assert seal(repeated, TENANT, [], now=NOW).previous == sha256(archived(repeated, 2)).hexdigest()


def test_a_seal_that_does_not_follow_from_the_log_is_not_built_upon(sealer, events):
    """I10: somebody wrote into the archive."""
    seal(sealer, TENANT, events[:2], now=NOW)
    forged = make_sealer(archive=InMemoryArchive(), key=LocalKey())
    for start in (0, 3):
        seal(forged, TENANT, events[start:], now=NOW)
    forgery = Checkpoint.from_text(Note.from_bytes(archived(forged, 2)).text)
    sealer.archive.add(checkpoint_key(TENANT, 2), archived(forged, 2))
    sealer.archive.add(batch_key(TENANT, 2, forgery.root), leaves_of(forged, forgery).to_bytes())
    with pytest.raises(BrokenLogError):
        seal(sealer, TENANT, events[2:], now=NOW)


def test_tenants_have_logs_of_their_own(sealer, events):
    """I13."""
    seal(sealer, TENANT, events, now=NOW)
    assert seal(sealer, "other", [], now=NOW).size == 0


def test_a_change_of_the_record_is_itself_put_on_record():
    """I10."""
    store = InMemoryStore()
    report_change(store, TENANT, "MODIFY", f"{TENANT}|case|{CASE_ID} 0000000003", now=NOW)
    (event,) = audit.events(store, TENANT, audit.CONTROL)
    assert (event.type, event.body["kind"]) == ("record.changed", "MODIFY")


def test_the_head_is_only_a_memory_of_what_the_archive_says(sealer, events):
    seal(sealer, TENANT, events[:3], now=NOW)
    kept = sealer.store.get(keys.seal_head(TENANT))
    seal(sealer, TENANT, events[3:], now=NOW)
    sealer.store.transact([Replace(keys.seal_head(TENANT), kept)])
    assert seal(sealer, TENANT, [], now=NOW).number == 2
    assert seal(sealer, TENANT, [], now=NOW).size == 7


class CutInArchive(InMemoryArchive):
    """An archive where somebody else may act just before a checkpoint is written."""

    def __init__(self, inner: InMemoryArchive) -> None:
        super().__init__()
        self._bodies = inner._bodies
        self.meanwhile = []

    def add(self, key: str, body: bytes) -> bool:
        if key.endswith(".checkpoint") and self.meanwhile:
            self.meanwhile.pop(0)()
        return super().add(key, body)


class CrashingArchive(InMemoryArchive):
    def __init__(self, inner: InMemoryArchive, crash: CrashPoints) -> None:
        super().__init__()
        self._bodies = inner._bodies
        self._crash = crash

    def add(self, key: str, body: bytes) -> bool:
        return self._crash.around(lambda: super(CrashingArchive, self).add(key, body))
