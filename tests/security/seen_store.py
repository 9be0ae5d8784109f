"""A store that notes every partition it is asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from countersign.bootstrap import hub
from countersign.ports import Due, Key, Queue, Row, Store, Table, Write


@dataclass
class SeenStore:
    """`partitions` are those read and written since it was made."""

    inner: Store
    partitions: set[str] = field(default_factory=set)

    def get(self, key: Key) -> Row | None:
        self.partitions.add(key.partition)
        return self.inner.get(key)

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
        self.partitions.add(partition)
        return self.inner.query(table, partition, prefix, after=after, newest_first=newest_first, limit=limit)

    def transact(self, writes: Sequence[Write]) -> None:
        self.partitions |= {write.key.partition for write in writes}
        self.inner.transact(writes)

    def due(self, before: datetime, limit: int, queue: Queue = Queue.SWEEP) -> list[Due]:
        return self.inner.due(before, limit, queue)


@contextmanager
def seen() -> Iterator[SeenStore]:
    """What the functions of this process reach in the tables meanwhile."""
    pieces = vars(hub())
    inner = hub().store
    pieces["store"] = SeenStore(inner)
    yield pieces["store"]
    pieces["store"] = inner
