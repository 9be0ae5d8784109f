"""After a key is destroyed: its case is overwritten row by row, so that the tables say what can be read anyway, that it was erased.

Nothing here is secret any more. It can stop anywhere and begin again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from countersign.model.audit import AuditEntry
from countersign.model.case import Case
from countersign.ports import Key, Put, Row, Table
from countersign.privacy.holdings import approvals_of
from countersign.privacy.personal import ERASED, PERSONAL
from countersign.privacy.ports import Rows
from countersign.privacy.sealed_store import SEALED
from countersign.record import audit, indexes, keys


@dataclass(frozen=True)
class Cleaner:
    """`by` is the subject of whoever had it erased."""

    rows: Rows
    by: str
    now: datetime

    def clean(self, case: Case) -> None:
        """Raises WriteRefusedError for a case on which somebody works at this moment."""
        for partition in (keys.case_partition(case.tenant, case.case_id), *approvals_of(self.rows, case)):
            for key, row in self._sealed(partition):
                self.rows.transact([Put(key, erased(row), expect={SEALED: row[SEALED]})])
        self._close(case)

    def _sealed(self, partition: str) -> Iterator[tuple[Key, Row]]:
        for sort in self.rows.sorts(Table.STATE, partition):
            key = Key(Table.STATE, partition, sort)
            row = self.rows.get(key)
            if row is not None and SEALED in row:
                yield key, row

    def _close(self, case: Case) -> None:
        """Last, and at once: nobody finds the case by its customer any more, and its record says why."""
        nobodys = case.model_copy(update={"customer_id": ERASED, "ticket_id": ERASED})
        expect = {"state": case.state.value, "customer_id": case.customer_id}
        writes = [Put(keys.case(case.tenant, case.case_id), nobodys.to_json(), expect=expect), *indexes.nobodys(case)]
        entry = AuditEntry(type="case.erased", actor=self.by, body={"key": case.personal_key})
        audit.commit(self.rows, case.tenant, case.case_id, entry, writes, now=self.now)


def erased(row: Row) -> Row:
    """What a sealed row says without its key."""
    kind = str(row[SEALED]).split(".", maxsplit=1)[0]
    return {**PERSONAL[kind], **{name: value for name, value in row.items() if name != SEALED}}
