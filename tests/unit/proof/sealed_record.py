"""A small record with its seals, as the hub writes them, that a test can change in any one place."""

import json
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from tests.builders import NOW, TENANT
from tests.fakes import LocalKey

from countersign.adapters.ecdsa import EcdsaPublicKey
from countersign.adapters.in_memory import InMemoryArchive, InMemoryStore
from countersign.model.audit import AuditEntry, AuditEvent
from countersign.model.canonical import canonical_json
from countersign.proof.seal_log import missing_after, read_log
from countersign.proof.verification import StoredEvent, Verification, verify_record
from countersign.record import audit, keys
from countersign.record.rows import load
from countersign.record.seals import Checkpoint, SealHead, batch_key, checkpoint_key
from countersign.steps.seal import Sealer, seal

CASES = [f"C-{letter * 16}" for letter in "ABCD"]
# Which case each event of a batch belongs to; an empty batch is an idle seal.
BATCHES = ([0, 0, 1], [1, 2, 0, 2], [], [2, 0, 1, 3, 3], [])
KEY = LocalKey("seal-key")


class SealedRecord:
    """`rows` by case, `notes` by number of seal, and `batches` by number and root, all to be changed by tests."""

    def __init__(self, batches: Sequence[Sequence[int]] = BATCHES, live: Sequence[int] = ()) -> None:
        self._store, archive = InMemoryStore(), InMemoryArchive()
        self.sealer = Sealer(self._store, archive, KEY, KEY.public_key)
        self.now = NOW
        self.made: list[Checkpoint] = []
        for batch in batches:
            self.made.append(seal(self.sealer, TENANT, self._happen(batch), now=self.now))
        self._happen(live)
        self.rows = {case_id: self._rows(case_id) for case_id in CASES if audit.events(self._store, TENANT, case_id)}
        self.notes = {made.number: [archive.get(checkpoint_key(TENANT, made.number))] for made in self.made}
        self.batches = {
            (made.number, made.root): archive.get(batch_key(TENANT, made.number, made.root))
            for made, batch in zip(self.made, batches, strict=True)
            if batch
        }
        self.head = load(self._store, keys.seal_head(TENANT), SealHead)

    def copy(self) -> "SealedRecord":
        copied = object.__new__(SealedRecord)
        copied.__dict__.update(self.__dict__)
        copied.rows, copied.notes, copied.batches = deepcopy(self.rows), deepcopy(self.notes), dict(self.batches)
        return copied

    def verify(self, *, now: datetime | None = None, since: int = 0) -> Verification:
        log = read_log(ArchiveOf(self), TENANT, EcdsaPublicKey(KEY.public_key), since=since)
        log.fault = log.fault or missing_after(log, self.head)
        return verify_record(self.rows, log, now=now or self.now)

    def _happen(self, batch: Sequence[int]) -> list[AuditEvent]:
        happened = []
        for case in batch:
            self.now += timedelta(seconds=10)
            entry = AuditEntry(type="test.happened", actor="test", body={"number": len(batch), "hash": "of no meaning"})
            happened.append(audit.commit(self._store, TENANT, CASES[case], entry, [], now=self.now))
        self.now += timedelta(minutes=5)
        return happened

    def _rows(self, case_id: str) -> list[StoredEvent]:
        found = audit.events(self._store, TENANT, case_id)
        return [stored(event.to_json(), place) for place, event in enumerate(found)]


class ArchiveOf:
    """The archive as a verifier reads it."""

    def __init__(self, record: SealedRecord) -> None:
        self._record = record

    def numbers(self) -> list[int]:
        return sorted(self._record.notes)

    def notes(self, number: int) -> list[bytes]:
        return self._record.notes.get(number, [])

    def batch(self, number: int, root: str) -> bytes | None:
        return self._record.batches.get((number, root))


def stored(event: dict[str, Any], place: int) -> StoredEvent:
    return StoredEvent(f"{place:010d}", canonical_json(event))


def edited(row: StoredEvent, **changes: Any) -> StoredEvent:
    return StoredEvent(row.sort, canonical_json(json.loads(row.line) | changes))


def made_good(row: StoredEvent) -> StoredEvent:
    """With the hash that fits what the row says now."""
    event = AuditEvent.model_validate_json(row.line)
    return edited(row, hash=event.expected_hash())
