"""Every single change of a sealed record is found, where it was made; nothing else is."""

import json
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from tests.builders import NOW, TENANT
from tests.unit.proof.sealed_record import BATCHES, CASES, KEY, SealedRecord, edited, made_good, stored

from countersign.adapters.in_memory import InMemoryArchive, InMemoryStore
from countersign.model.audit import GENESIS, AuditEvent
from countersign.proof.verification import AHEAD, LIVE_TAIL
from countersign.record.notes import Note, NoteSignature
from countersign.record.seals import Batch, checkpoint_key
from countersign.steps.seal import Sealer, seal

WHOLE = SealedRecord()
LENGTHS = {case_id: len(rows) for case_id, rows in WHOLE.rows.items()}
PLACES = [(case_id, place) for case_id, length in LENGTHS.items() for place in range(length)]
SEALS = range(1, len(BATCHES) + 1)


@pytest.fixture
def record() -> SealedRecord:
    return WHOLE.copy()


def found(record: SealedRecord) -> list[tuple[str, int]]:
    return [(fault.case_id, fault.sequence) for fault in record.verify().faults]


def broken_seal(record: SealedRecord) -> int | None:
    broken = record.verify().broken_seal
    return broken[0] if broken else None


def test_an_untouched_record_is_whole(record):
    """I10."""
    verified = record.verify()
    assert verified.whole
    assert (verified.cases, verified.events, verified.sealed, verified.live, verified.seals) == (4, 12, 12, 0, 5)


@pytest.mark.parametrize("length", range(len(PLACES) + 1))
def test_a_live_tail_raises_no_alarm(length):
    """I10: however much of the record is not sealed yet."""
    order = [case for batch in BATCHES for case in batch]
    record = SealedRecord([order[: len(order) - length]], live=order[len(order) - length :])
    assert record.verify().whole
    assert record.verify().live == length


@pytest.mark.parametrize(("case_id", "place"), PLACES)
@pytest.mark.parametrize(
    "changes",
    [
        {"body": {"number": 99}},
        {"type": "test.invented"},
        {"actor": "somebody"},
        {"at": "2026-11-18T11:00:00Z"},
        {"at": "2026-11-18T12:00:10+00:00"},
        {"tenant": "other"},
        {"case_id": "C-0000000000000000"},
        {"previous": "e" * 64},
        {"hash": "e" * 64},
        {"sequence": 99},
        {"extra": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_edit_of_every_field_is_found_where_it_is(record, case_id, place, changes):
    """I10."""
    record.rows[case_id][place] = edited(record.rows[case_id][place], **changes)
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize(("case_id", "place"), PLACES)
@pytest.mark.parametrize("field", sorted(json.loads(WHOLE.rows[CASES[0]][0].line)))
def test_every_field_taken_away_is_found_where_it_was(record, case_id, place, field):
    """I10."""
    row = json.loads(record.rows[case_id][place].line)
    del row[field]
    record.rows[case_id][place] = stored(row, place)
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize(("case_id", "place"), PLACES)
def test_an_edit_with_all_hashes_after_it_made_good_is_found_by_the_seal(record, case_id, place):
    """I10: a chain that was rewritten to its end."""
    rows = record.rows[case_id]
    rows[place] = made_good(edited(rows[place], body={"number": 99}))
    for before, after in pairwise(range(place, len(rows))):
        rows[after] = made_good(edited(rows[after], previous=json.loads(rows[before].line)["hash"]))
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize(("case_id", "place"), PLACES)
def test_every_deletion_is_found_where_it_was_made(record, case_id, place):
    """I10."""
    del record.rows[case_id][place]
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize(("case_id", "place"), PLACES)
def test_every_truncation_is_found_where_it_begins(record, case_id, place):
    """I10."""
    del record.rows[case_id][place:]
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize("case_id", CASES)
def test_every_case_that_was_taken_away_is_found(record, case_id):
    """I10."""
    del record.rows[case_id]
    assert found(record) == [(case_id, 0)]


@pytest.mark.parametrize(("one", "other"), list(combinations(PLACES, 2)))
def test_every_swap_is_found_at_both_ends(record, one, other):
    """I10: within a case and between cases."""
    (case, place), (other_case, other_place) = one, other
    record.rows[case][place], record.rows[other_case][other_place] = (
        edited(record.rows[other_case][other_place]),
        edited(record.rows[case][place]),
    )
    record.rows[case] = [stored(json.loads(row.line), at) for at, row in enumerate(record.rows[case])]
    record.rows[other_case] = [stored(json.loads(row.line), at) for at, row in enumerate(record.rows[other_case])]
    first = {case: place, other_case: other_place} if case != other_case else {case: min(place, other_place)}
    assert dict(found(record)) == first


@pytest.mark.parametrize("copied", PLACES)
@pytest.mark.parametrize("target", [(case_id, place) for case_id, length in LENGTHS.items() for place in range(length + 1)])
def test_every_insertion_of_a_copy_is_found(record, copied, target):
    """I10: with the rows after it moved on."""
    (source, place), (case_id, at) = copied, target
    record.rows[case_id].insert(at, record.rows[source][place])
    record.rows[case_id] = [stored(json.loads(row.line), position) for position, row in enumerate(record.rows[case_id])]
    assert found(record) == [(case_id, at if (source, place) != (case_id, at) else at + 1)]


@pytest.mark.parametrize(("case_id", "place"), PLACES)
def test_a_row_at_another_place_than_its_own_is_found(record, case_id, place):
    """I10: though the order is as it was."""
    row = record.rows[case_id][place]
    record.rows[case_id][place] = type(row)(f"{row.sort}a", row.line)
    assert found(record) == [(case_id, place)]


@pytest.mark.parametrize("case_id", [*CASES, "C-FFFFFFFFFFFFFFFF"])
@pytest.mark.parametrize("age", [LIVE_TAIL + timedelta(seconds=1), -AHEAD - timedelta(seconds=1)], ids=["backdated", "postdated"])
def test_an_event_that_is_forged_on_to_a_chain_is_found(record, case_id, age):
    """I10: its hash fits, but no seal vouches for it though its time for that is over, or has not come."""
    rows = record.rows.setdefault(case_id, [])
    forged = AuditEvent(
        tenant=TENANT,
        case_id=case_id,
        sequence=len(rows),
        at=record.now - age,
        type="test.forged",
        actor="test",
        body={},
        previous=json.loads(rows[-1].line)["hash"] if rows else GENESIS,
        hash=GENESIS,
    )
    rows.append(made_good(stored(forged.to_json(), len(rows))))
    assert found(record) == [(case_id, len(rows) - 1)]


@pytest.mark.parametrize("number", SEALS)
def test_every_seal_that_was_taken_away_is_found(record, number):
    """I10: the last one by what the sealer remembers."""
    del record.notes[number]
    assert broken_seal(record) == number


@pytest.mark.parametrize("number", SEALS)
def test_all_seals_from_one_on_taken_away_are_found(record, number):
    """I10."""
    record.notes = {each: note for each, note in record.notes.items() if each < number}
    assert broken_seal(record) == number


@pytest.mark.parametrize("number", SEALS)
def test_every_changed_byte_of_a_seal_is_found(record, number):
    """I10."""
    (note,) = record.notes[number]
    for place in range(len(note)):
        record.notes[number] = [note[:place] + bytes([note[place] ^ 1]) + note[place + 1 :]]
        assert broken_seal(record) == number


@pytest.mark.parametrize(("number", "root"), list(WHOLE.batches))
def test_every_changed_byte_of_a_seals_events_is_found(record, number, root):
    """I10."""
    batch = record.batches[number, root]
    for place in range(len(batch)):
        record.batches[number, root] = batch[:place] + bytes([batch[place] ^ 1]) + batch[place + 1 :]
        assert not record.verify().whole, place


@pytest.mark.parametrize(("number", "root"), list(WHOLE.batches))
def test_a_seals_events_that_were_taken_away_or_reordered_are_found(record, number, root):
    """I10."""
    batch = Batch.from_bytes(record.batches[number, root])
    record.batches[number, root] = batch.model_copy(update={"events": tuple(reversed(batch.events))}).to_bytes()
    assert broken_seal(record) == number
    del record.batches[number, root]
    assert broken_seal(record) == number


@pytest.mark.parametrize(("one", "other"), list(combinations(SEALS, 2)))
def test_every_swap_of_seals_is_found(record, one, other):
    """I10."""
    record.notes[one], record.notes[other] = record.notes[other], record.notes[one]
    assert broken_seal(record) == one


@pytest.mark.parametrize("number", SEALS)
def test_every_fork_is_found(record, number):
    """I10: another seal of the same number, genuinely signed, beside the first or in its place."""
    fork = fork_at(number)
    beside = record.copy()
    beside.notes[number] = [*record.notes[number], fork]
    assert broken_seal(beside) == number
    record.notes[number] = [fork]
    assert broken_seal(record) is not None


def fork_at(number: int) -> bytes:
    """What a sealer with the same key made of another past."""
    archive = InMemoryArchive()
    sealer = Sealer(InMemoryStore(), archive, KEY, KEY.public_key)
    for _ in range(number):
        seal(sealer, TENANT, [], now=NOW)
    return archive.get(checkpoint_key(TENANT, number))


@pytest.mark.parametrize("number", SEALS)
def test_a_seal_signed_with_another_key_is_found(record, number):
    """I10: under the name of the log's key, and under its id too."""
    (raw,) = record.notes[number]
    note = Note.from_bytes(raw)
    (genuine,) = note.signatures
    forged = NoteSignature(genuine.name, genuine.key_id, type(KEY)().sign(note.text.encode()))
    record.notes[number] = [Note(note.text, (forged,)).to_bytes()]
    assert record.verify().broken_seal == (number, "signature is not of the seal key")


def test_a_signature_of_an_unknown_witness_disturbs_nobody(record):
    (raw,) = record.notes[5]
    note = Note.from_bytes(raw)
    witness = NoteSignature("witness.example/one", b"\0\0\0\1", b"cosigned")
    record.notes[5] = [Note(note.text, (*note.signatures, witness)).to_bytes()]
    record.head = record.head.model_copy(update={"number": 4})
    assert record.verify().whole


def test_an_event_that_was_sealed_again_is_no_fault():
    """Streams deliver at least once."""
    record = SealedRecord()
    events = [AuditEvent.model_validate_json(row.line) for row in record.rows[CASES[0]]]
    archive_again(record, events)
    assert record.verify().whole


def test_an_event_that_was_sealed_again_with_other_content_is_found():
    """I10: a row was rewritten, and its new form sealed."""
    record = SealedRecord()
    rewritten = AuditEvent.model_validate_json(made_good(edited(record.rows[CASES[0]][1], body={})).line)
    archive_again(record, [rewritten])
    assert found(record) == [(CASES[0], 1)]


def archive_again(record: SealedRecord, events: list[AuditEvent]) -> None:
    made = seal(record.sealer, TENANT, events, now=record.now)
    key = f"seals/{TENANT}/{made.number:010d}"
    record.notes[made.number] = [record.sealer.archive.get(f"{key}.checkpoint")]
    record.batches[made.number, made.root] = record.sealer.archive.get(f"{key}-{made.root[:16]}.events")


@pytest.mark.parametrize("since", SEALS)
def test_from_a_trusted_seal_on_what_came_after_it_is_checked(record, since):
    """I10: and only that."""
    assert record.verify(since=since).whole
    later = [case for batch in BATCHES[since:] for case in batch]
    if later:
        del record.rows[CASES[later[0]]]
        assert found_since(record, since) != []


def found_since(record: SealedRecord, since: int) -> list[tuple[str, int]]:
    return [(fault.case_id, fault.sequence) for fault in record.verify(since=since).faults]


def test_a_trusted_seal_must_be_genuine(record):
    record.notes[2] = [fork_at(1)]
    assert record.verify(since=2).broken_seal == (2, "seal is of another place")
