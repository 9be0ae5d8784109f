"""Putting the proof of a case together from the tables and the archive."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from countersign.model.approval import ApprovalRequest, SignedGrant
from countersign.model.audit import AuditEvent
from countersign.model.effect import Warrant
from countersign.ports import Store, Table
from countersign.proof.bundle import Bundle, Inclusion, Keys, Path
from countersign.proof.disclosing import Discloser
from countersign.proof.seal_log import SealArchive
from countersign.proof.tree import PartialTree
from countersign.record import audit, keys, merkle, votes
from countersign.record.notes import Note
from countersign.record.rows import load
from countersign.record.seals import Batch, Checkpoint

# Who writes and who seals may have different clocks.
SKEW = timedelta(minutes=1)


class NothingToProveError(Exception):
    """There is no such case on the record."""


class NotSealedYetError(Exception):
    """The end of the case's record is not under a seal yet; that takes seconds after it was written."""


@dataclass(frozen=True)
class _Seal:
    checkpoint: Checkpoint
    note: str
    batch: Batch

    @property
    def first(self) -> int:
        """The index of its first leaf."""
        return self.checkpoint.size - len(self.batch.events)

    def tree(self) -> PartialTree:
        return PartialTree(self.batch.before, self.first, _leaves(self.batch))


@dataclass(frozen=True)
class Exporter:
    """What an export reads; `public_keys` are put in as they are, and what the record commits to if it is `disclosing`."""

    store: Store
    archive: SealArchive
    public_keys: Keys
    disclosing: bool = True

    def export(self, tenant: str, case_id: str, *, now: datetime) -> Bundle:
        """Everything that proves the case; raises NothingToProveError, NotSealedYetError."""
        record = audit.events(self.store, tenant, case_id)
        if not record:
            raise NothingToProveError(case_id)
        passed = list(self._seals_of(record))
        inclusions, used = _inclusions(record, passed)
        if record[-1].sequence not in {each.sequence for each in inclusions}:
            raise NotSealedYetError(case_id)
        named = [seal for seal in passed if seal.checkpoint.number in used]
        return Bundle(
            format="countersign-proof-v1",
            tenant=tenant,
            case_id=case_id,
            exported_at=now,
            keys=self.public_keys,
            record=tuple(record),
            disclosures=tuple(Discloser(self.store).disclosures(record)) if self.disclosing else (),
            grants=tuple(self._grants(tenant, record)),
            warrants=tuple(self._warrants(tenant, case_id)),
            seals=tuple(seal.note for seal in named),
            consistency=tuple(_consistency(passed, [seal.checkpoint.number for seal in named])),
            inclusions=tuple(inclusions),
        )

    def _seals_of(self, record: Sequence[AuditEvent]) -> Iterator[_Seal]:
        """All seals from when the case began until its last event was sealed."""
        numbers = self.archive.numbers()
        begin = bisect_left(numbers, record[0].at - SKEW, key=lambda number: self._read(number).checkpoint.sealed_at)
        end = (record[-1].case_id, record[-1].sequence, record[-1].hash)
        for number in numbers[begin:]:
            seal = self._read(number)
            yield seal
            if end in seal.batch.events:
                return

    def _read(self, number: int) -> _Seal:
        raw = self.archive.notes(number)[0]
        checkpoint = Checkpoint.from_text(Note.from_bytes(raw).text)
        batch = self.archive.batch(number, checkpoint.root)
        return _Seal(checkpoint, raw.decode(), Batch.from_bytes(batch) if batch else Batch(before=(), events=()))

    def _grants(self, tenant: str, record: Sequence[AuditEvent]) -> Iterator[SignedGrant]:
        asked = [event.body["approval_id"] for event in record if event.type == "approval.requested"]
        for approval_id in dict.fromkeys(asked):
            for vote in votes.cast(self.store, load(self.store, keys.approval(tenant, approval_id), ApprovalRequest)):
                # Without the words: the signature is not over them.
                yield SignedGrant(grant=vote.grant, signature=vote.signature)

    def _warrants(self, tenant: str, case_id: str) -> Iterator[Warrant]:
        rows = self.store.query(Table.WARRANT, keys.case_partition(tenant, case_id), "WARRANT#")
        return (Warrant.from_json(dict(row)) for row in rows)


def _inclusions(record: Sequence[AuditEvent], seals: Sequence[_Seal]) -> tuple[list[Inclusion], set[int]]:
    """Each event under the first seal that has it, and which seals these are."""
    wanted = {(event.case_id, event.sequence, event.hash) for event in record}
    found: dict[int, Inclusion] = {}
    for seal in seals:
        here = [place for place, leaf in enumerate(seal.batch.events) if leaf in wanted]
        tree = seal.tree() if here else None
        for place in here:
            sequence, index = seal.batch.events[place][1], seal.first + place
            if tree and sequence not in found:
                found[sequence] = Inclusion(sequence=sequence, seal=seal.checkpoint.number, index=index, path=tree.inclusion(index))
    return sorted(found.values(), key=lambda each: each.sequence), {each.seal for each in found.values()}


def _consistency(passed: Sequence[_Seal], numbers: Sequence[int]) -> Iterator[Path]:
    """From each named seal to the next, by what was added between the two."""
    by_number = {seal.checkpoint.number: seal for seal in passed}
    for earlier, later in pairwise(numbers):
        between = [by_number[number] for number in range(earlier + 1, later + 1) if by_number[number].batch.events]
        leaves = [leaf for seal in between for leaf in _leaves(seal.batch)]
        size = by_number[earlier].checkpoint.size
        yield PartialTree(between[0].batch.before, size, leaves).consistency(size)


def _leaves(batch: Batch) -> list[str]:
    return [merkle.leaf(bytes.fromhex(hash_)) for _, _, hash_ in batch.events]
