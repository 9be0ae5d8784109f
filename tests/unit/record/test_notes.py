"""Seals as others read them: signed notes, and the text of a checkpoint."""

from base64 import b64encode
from hashlib import sha256

import pytest
from tests.builders import NOW, TENANT
from tests.fakes import LocalKey

from countersign.record.notes import Note, NoteFormatError, NoteSignature, key_id, verifier_key
from countersign.record.seals import NO_SEAL, Batch, Checkpoint

KEY = LocalKey()
NOTE = Note("example.org/log\n7\n", (NoteSignature("example.org/log", b"\1\2\3\4", b"signature"),))
CHECKPOINT = Checkpoint(tenant=TENANT, size=7, root="ab" * 32, number=3, sealed_at=NOW, previous=NO_SEAL)
BATCH = Batch(before=("cd" * 32,), events=(("C-AAAABBBBCCCCDDDD", 0, "ef" * 32), ("control", 12, "01" * 32)))


def test_a_note_is_its_text_a_blank_line_and_a_line_a_signature():
    signed = b64encode(b"\1\2\3\4signature").decode()
    assert NOTE.to_bytes().decode() == f"example.org/log\n7\n\n— example.org/log {signed}\n"
    assert Note.from_bytes(NOTE.to_bytes()) == NOTE


def test_the_text_of_a_note_may_hold_blank_lines():
    note = Note("a\n\nb\n", NOTE.signatures)
    assert Note.from_bytes(note.to_bytes()) == note


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n- name AAAAAAA=\n",
        "text\n\n— name\n".encode(),
        "text\n\n— name AAAAAAA=".encode(),
        "text\n\n— na+me AAAAAAA=\n".encode(),
        "text\n\n— name AAAA\n".encode(),
        "text\n\n— name AAAAAAB=\n".encode(),
        "text\n\n— name AAAAAAA\n".encode(),
        "text\n\n— name AAAAAAA=\r\n".encode(),
    ],
    ids=[
        "empty",
        "no signature",
        "none under it",
        "not UTF-8",
        "hyphen",
        "no value",
        "no newline",
        "plus",
        "id only",
        "bits",
        "padding",
        "CR",
    ],
)
def test_anything_else_is_no_note(raw):
    with pytest.raises(NoteFormatError):
        Note.from_bytes(raw)


def test_an_ecdsa_key_is_named_by_its_spki_form_and_told_with_its_type():
    named = sha256(KEY.public_key).digest()[:4]
    assert key_id(KEY.public_key) == named
    assert verifier_key("a.example", KEY.public_key) == f"a.example+{named.hex()}+{b64encode(bytes([2]) + KEY.public_key).decode()}"


def test_a_checkpoint_has_the_three_lines_that_every_log_has_and_three_of_ours():
    root = b64encode(bytes.fromhex("ab" * 32)).decode()
    assert CHECKPOINT.to_text() == f"countersign/main\n7\n{root}\nseal 3\ntime 2026-11-18T12:00:00Z\nprevious {NO_SEAL}\n"
    assert Checkpoint.from_text(CHECKPOINT.to_text()) == CHECKPOINT


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("countersign/main", "elsewhere/main"),
        ("countersign/main", "countersign/MAIN"),
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n-7\n"),
        ("q6ur", "!!!!"),
        ("seal 3", "seal 0"),
        ("seal 3", "number 3"),
        ("12:00:00Z", "12:00:00+00:00"),
        ("12:00:00Z", "12:00:00"),
        ("previous 0", "previous x"),
        ("previous", "extra\nprevious"),
    ],
)
def test_any_other_text_is_no_checkpoint_of_ours(written, instead):
    changed = CHECKPOINT.to_text().replace(written, instead, 1)
    assert changed != CHECKPOINT.to_text()
    with pytest.raises(NoteFormatError):
        Checkpoint.from_text(changed)


def test_the_events_of_a_seal_are_lines_under_the_frontier_before_them():
    assert BATCH.to_bytes().decode().split("\n") == ["cd" * 32, f"C-AAAABBBBCCCCDDDD 0 {'ef' * 32}", f"control 12 {'01' * 32}", ""]
    assert Batch.from_bytes(BATCH.to_bytes()) == BATCH


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (" 12 ", " 012 "),
        (" 12 ", " -1 "),
        (" 12 ", "  12 "),
        ("control", "con trol"),
        ("control", ""),
        ("01", "0X"),
        ("\n", "\r\n"),
        ("cd", "c"),
    ],
)
def test_any_other_lines_are_no_events_of_a_seal(written, instead):
    with pytest.raises(NoteFormatError):
        Batch.from_bytes(BATCH.to_bytes().decode().replace(written, instead, 1).encode())
