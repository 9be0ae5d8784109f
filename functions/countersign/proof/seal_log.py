"""The log of seals: whether each follows from the one before and is signed, and which events they vouch for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from countersign.proof.trust import PublicKey, signed_by
from countersign.record import merkle
from countersign.record.notes import Note, NoteFormatError
from countersign.record.seals import NO_SEAL, Batch, Checkpoint, SealHead, origin, seal_digest


class SealArchive(Protocol):
    """What lies in the archive for one tenant."""

    def numbers(self) -> Sequence[int]:
        """Of all seals, ascending."""
        ...

    def notes(self, number: int) -> Sequence[bytes]:
        """The seal as first written, then whatever else was ever written in its place; empty if there is none."""
        ...

    def batch(self, number: int, root: str) -> bytes | None:
        """The events that the seal of this root added, if they are there."""
        ...


@dataclass
class BrokenSealError(Exception):
    """The first seal that is not what it must be."""

    number: int
    what: str


@dataclass
class SealLog:
    """What was read, up to the first fault. `sealed` holds the hash of each vouched event by case and sequence."""

    tenant: str
    since: Checkpoint | None = None
    last: Checkpoint | None = None
    digest: str = NO_SEAL
    sealed: dict[str, dict[int, str]] = field(default_factory=dict)
    contested: set[tuple[str, int]] = field(default_factory=set)
    fault: BrokenSealError | None = None

    @property
    def number(self) -> int:
        return self.last.number if self.last else 0

    @property
    def size(self) -> int:
        return self.last.size if self.last else 0

    @property
    def root(self) -> str:
        return self.last.root if self.last else merkle.EMPTY_ROOT

    @property
    def sealed_at(self) -> datetime | None:
        return self.last.sealed_at if self.last else None


def read_log(archive: SealArchive, tenant: str, key: PublicKey, *, since: int = 0) -> SealLog:
    """Follow the seals after number `since`, which is trusted if its signature is genuine; costs what was sealed after it."""
    log = SealLog(tenant)
    try:
        if since:
            log.last, log.digest = _genuine(archive, tenant, key, since)
            log.since = log.last
        for number in archive.numbers():
            if number > since:
                _follow(log, archive, key, number)
    except BrokenSealError as fault:
        log.fault = fault
    return log


def missing_after(log: SealLog, head: SealHead) -> BrokenSealError | None:
    """Whether seals were taken from the end, by what the sealer remembers; `head` is to be read before the archive."""
    if log.fault is not None or head.number < log.number:
        return None
    if head.number > log.number:
        return BrokenSealError(log.number + 1, "seal is missing")
    return BrokenSealError(head.number, "seal is not the one that was made") if head.seal != log.digest else None


def _follow(log: SealLog, archive: SealArchive, key: PublicKey, number: int) -> None:
    if number != log.number + 1:
        raise BrokenSealError(log.number + 1, "seal is missing")
    checkpoint, digest = _genuine(archive, log.tenant, key, number)
    if checkpoint.previous != log.digest:
        raise BrokenSealError(number, "seal does not follow from the one before")
    if log.sealed_at is not None and checkpoint.sealed_at < log.sealed_at:
        raise BrokenSealError(number, "seal is older than the one before")
    batch = _batch(archive, log, checkpoint)
    frontier, size = merkle.grow(batch.before, log.size, (merkle.leaf(bytes.fromhex(hash_)) for _, _, hash_ in batch.events))
    if (size, merkle.root(frontier)) != (checkpoint.size, checkpoint.root):
        raise BrokenSealError(number, "seal is not over its events")
    for case_id, sequence, hash_ in batch.events:
        if log.sealed.setdefault(case_id, {}).setdefault(sequence, hash_) != hash_:
            log.contested.add((case_id, sequence))
    log.last, log.digest = checkpoint, digest


def _genuine(archive: SealArchive, tenant: str, key: PublicKey, number: int) -> tuple[Checkpoint, str]:
    """The seal and its digest; raises BrokenSealError unless there is exactly one, signed, at its own place."""
    notes = set(archive.notes(number))
    if len(notes) != 1:
        raise BrokenSealError(number, "seal was made twice" if notes else "seal is missing")
    (raw,) = notes
    try:
        note = Note.from_bytes(raw)
        checkpoint = Checkpoint.from_text(note.text)
    except NoteFormatError as error:
        raise BrokenSealError(number, f"seal cannot be read: {error}") from error
    if not signed_by(note, origin(tenant), key):
        raise BrokenSealError(number, "signature is not of the seal key")
    if (checkpoint.tenant, checkpoint.number) != (tenant, number):
        raise BrokenSealError(number, "seal is of another place")
    return checkpoint, seal_digest(raw)


def _batch(archive: SealArchive, log: SealLog, checkpoint: Checkpoint) -> Batch:
    """What the seal added. The frontier that it names is the one before if and only if it has that seal's root."""
    if checkpoint.size == log.size:
        if checkpoint.root != log.root:
            raise BrokenSealError(checkpoint.number, "seal is not over its events")
        # Its root alone is the frontier of a tree that nothing is added to.
        return Batch(before=(log.root,) if log.size else (), events=())
    raw = archive.batch(checkpoint.number, checkpoint.root)
    if raw is None:
        raise BrokenSealError(checkpoint.number, "events of the seal are missing")
    try:
        batch = Batch.from_bytes(raw)
    except NoteFormatError as error:
        raise BrokenSealError(checkpoint.number, f"events cannot be read: {error}") from error
    if len(batch.before) != log.size.bit_count() or merkle.root(batch.before) != log.root:
        raise BrokenSealError(checkpoint.number, "events do not follow from the seal before")
    return batch
