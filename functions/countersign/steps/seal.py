"""seal: a signed Merkle checkpoint over new audit events, locked away where nobody can change it. Also when nothing came."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from countersign.errors import TransientHubError
from countersign.model.audit import AuditEntry, AuditEvent
from countersign.ports import Archive, Put, Signer, Store, WriteRefusedError
from countersign.record import audit, keys, merkle
from countersign.record.escalations import reported
from countersign.record.notes import Note, NoteSignature, key_id
from countersign.record.rows import find
from countersign.record.seals import Batch, Checkpoint, SealedEvent, SealHead, batch_key, checkpoint_key, seal_digest

# One number is lost to a sealer that was quicker, or that ended before it said where the log stands; there are few at once.
ROUNDS = 8


@dataclass(frozen=True)
class Sealer:
    """What the step works with; `public_key` is the signer's, in SPKI form (DER)."""

    store: Store
    archive: Archive
    signer: Signer
    public_key: bytes


class BrokenLogError(Exception):
    """The archive holds a seal that does not follow from the log: an incident, and no reason to go on."""


def seal(hub: Sealer, tenant: str, events: Sequence[AuditEvent], *, now: datetime) -> Checkpoint:
    """Seal `events` in the order given; a repeat after a crash seals none twice that the last seal holds.

    The archive decides who made a seal: a number can be written once. Raises BrokenLogError, and TransientHubError when other sealers
    were quicker too often.
    """
    left: list[SealedEvent] = [(event.case_id, event.sequence, event.hash) for event in events]
    for _ in range(ROUNDS):
        head = find(hub.store, keys.seal_head(tenant), SealHead) or SealHead()
        checkpoint, note, following = _make(hub, tenant, head, left, now)
        if hub.archive.add(checkpoint_key(tenant, checkpoint.number), note):
            _advance(hub.store, tenant, head, following)
            return checkpoint
        others, theirs = _catch_up(hub, tenant, head)
        left = [event for event in left if event not in theirs]
        if not left:
            return others
    raise TransientHubError("other sealers were quicker")


def report_change(store: Store, tenant: str, kind: str, row: str, *, now: datetime) -> AuditEvent:
    """Put on record, and on the people's list, that a row of the record was changed or taken away; `row` names it."""
    subject = f"record-{sha256(f'{kind} {row}'.encode()).hexdigest()[:32]}"
    entry = AuditEntry(type="record.changed", actor="seal", body={"kind": kind, "row": row, "subject": subject})
    writes = reported(tenant, subject, "RecordChanged", f"{kind} {row}", now)
    return audit.commit(store, tenant, audit.CONTROL, entry, writes, now=now)


def _make(hub: Sealer, tenant: str, head: SealHead, events: Sequence[SealedEvent], now: datetime) -> tuple[Checkpoint, bytes, SealHead]:
    """The next seal, and the head after it. Its events are archived already: nobody finds a checkpoint without them."""
    frontier, size = _grown(head, events)
    number, root = head.number + 1, merkle.root(frontier)
    checkpoint = Checkpoint(tenant=tenant, size=size, root=root, number=number, sealed_at=now, previous=head.seal)
    if events:
        batch = Batch(before=head.frontier, events=tuple(events))
        hub.archive.add(batch_key(tenant, number, root), batch.to_bytes())
    text = checkpoint.to_text()
    signature = NoteSignature(checkpoint.origin, key_id(hub.public_key), hub.signer.sign(text.encode()))
    note = Note(text, (signature,)).to_bytes()
    return checkpoint, note, _head(checkpoint, frontier, note)


def _catch_up(hub: Sealer, tenant: str, head: SealHead) -> tuple[Checkpoint, frozenset[SealedEvent]]:
    """Take the seal after `head` from the archive; raises BrokenLogError."""
    note = hub.archive.get(checkpoint_key(tenant, head.number + 1))
    checkpoint = Checkpoint.from_text(Note.from_bytes(note).text)
    events: tuple[SealedEvent, ...] = ()
    if checkpoint.size > head.size:
        events = Batch.from_bytes(hub.archive.get(batch_key(tenant, checkpoint.number, checkpoint.root))).events
    frontier, size = _grown(head, events)
    if (checkpoint.size, checkpoint.root, checkpoint.previous) != (size, merkle.root(frontier), head.seal):
        raise BrokenLogError(f"seal {checkpoint.number} does not follow from seal {head.number}")
    _advance(hub.store, tenant, head, _head(checkpoint, frontier, note))
    return checkpoint, frozenset(events)


def _head(checkpoint: Checkpoint, frontier: tuple[str, ...], note: bytes) -> SealHead:
    return SealHead(
        number=checkpoint.number, size=checkpoint.size, frontier=frontier, seal=seal_digest(note), sealed_at=checkpoint.sealed_at
    )


def _grown(head: SealHead, events: Sequence[SealedEvent]) -> tuple[tuple[str, ...], int]:
    return merkle.grow(head.frontier, head.size, (merkle.leaf(bytes.fromhex(hash_)) for _, _, hash_ in events))


def _advance(store: Store, tenant: str, head: SealHead, following: SealHead) -> None:
    """Refused when somebody read this seal in the archive and was quicker to say so."""
    expect = {"number": head.number} if head.number else None
    with suppress(WriteRefusedError):
        store.transact([Put(keys.seal_head(tenant), following.to_json(), expect=expect)])
