"""The store as steps see it: personal fields are sealed under the customer's key before they reach a table.

A row keeps its other fields in the clear, for conditions and for whoever may not unseal. A row whose key is destroyed reads as erased,
wherever it comes from: the table, a backup, or a copy that somebody kept.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from countersign.errors import CaseNotFoundError, ContentAlteredError, PersonalDataErasedError
from countersign.ports import Due, Key, Put, Queue, Replace, Row, Store, Table, Write
from countersign.privacy.key_ring import KeyRing
from countersign.privacy.personal import PERSONAL, kind_of
from countersign.privacy.ports import DataKey, SealBrokenError
from countersign.record import audit, keys

SEALED = "sealed"
_MOST_KNOWN = 2_000


class BlindWriteError(Exception):
    """Personal data came from a function that may not seal: a defect, for no such function is given any."""


@dataclass(frozen=True)
class SealedStore:
    """Without a ring it is blind: personal fields read as if they were erased, and none may be written."""

    rows: Store
    ring: KeyRing | None
    _key_ids: dict[str, str] = field(default_factory=dict)

    def get(self, key: Key) -> Row | None:
        row = self.rows.get(key)
        return None if row is None else self._opened(key.partition, row)

    def query(
        self,
        table: Table,
        partition: str,
        prefix: str = "",
        *,
        after: str | None = None,
        newest_first: bool = False,
        limit: int | None = None,
    ) -> list[Row]:
        found = self.rows.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit)
        return [self._opened(partition, row) for row in found]

    def transact(self, writes: Sequence[Write]) -> None:
        begun = {write.key.partition: str(write.row["personal_key"]) for write in writes if isinstance(write, Put) and _is_case(write.key)}
        self.rows.transact([self._sealed(write, begun) for write in writes])
        # Only now: a case that was not begun after all may have been begun by another under another key.
        self._remember(begun)

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        return self.rows.due(before, limit, queue)

    def _opened(self, partition: str, row: Row) -> Row:
        if SEALED not in row:
            if "personal_key" in row:
                self._remember({partition: str(row["personal_key"])})
            return row
        kind, key_id, box = str(row[SEALED]).split(".")
        clear = {name: value for name, value in row.items() if name != SEALED}
        data = self.ring.find(_tenant(partition), key_id) if self.ring else None
        if data is None:
            return {**PERSONAL[kind], **clear}
        try:
            return {**clear, **json.loads(data.open(box, _place(partition, kind)))}
        except SealBrokenError:
            raise ContentAlteredError(f"a row of kind {kind} is not the one that was sealed") from None

    def _sealed(self, write: Write, begun: Mapping[str, str]) -> Write:
        if not isinstance(write, Put | Replace) or write.key.table is not Table.STATE:
            return write
        kind, partition = kind_of(write.key.sort), write.key.partition
        personal = {name: write.row[name] for name in PERSONAL.get(kind, ()) if write.row.get(name)}
        if not personal or partition.endswith(f"|{audit.CONTROL}"):
            return write
        key_id, data = self._key(_case_of(write), begun)
        clear = {name: value for name, value in write.row.items() if name not in personal}
        box = data.seal(json.dumps(personal, ensure_ascii=False).encode(), _place(partition, kind))
        return replace(write, row={**clear, SEALED: f"{kind}.{key_id}.{box}"})

    def _key(self, partition: str, begun: Mapping[str, str]) -> tuple[str, DataKey]:
        if self.ring is None:
            raise BlindWriteError(partition.split("|")[1])
        key_id = begun.get(partition) or self._key_ids.get(partition) or self._key_id_on_case(partition)
        data = self.ring.find(_tenant(partition), key_id)
        if data is None:
            raise PersonalDataErasedError("the customer's data was erased")
        return key_id, data

    def _key_id_on_case(self, partition: str) -> str:
        row = self.rows.get(Key(Table.STATE, partition, keys.CASE))
        if row is None:
            raise CaseNotFoundError("personal data without a case")
        self._remember({partition: str(row["personal_key"])})
        return str(row["personal_key"])

    def _remember(self, key_ids: Mapping[str, str]) -> None:
        if len(self._key_ids) >= _MOST_KNOWN:
            self._key_ids.clear()
        self._key_ids.update(key_ids)


def _case_of(write: Put | Replace) -> str:
    """The partition of the case whose customer's data it is: its own, but for answers, which lie with their approval."""
    grant = write.row.get("grant")
    return keys.case_partition(grant["tenant"], grant["case_id"]) if grant else write.key.partition


def _is_case(key: Key) -> bool:
    return key.table is Table.STATE and key.sort == keys.CASE


def _tenant(partition: str) -> str:
    return partition.split("|", maxsplit=1)[0]


def _place(partition: str, kind: str) -> str:
    return f"{partition}|{kind}"
