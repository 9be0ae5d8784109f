"""What of a tenant's rows says how the hub is doing, read once each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from countersign.model.outcome import Escalation, Kind
from countersign.ports import Due, Row, Store, Table
from countersign.record import keys
from countersign.record.rows import find
from countersign.record.seals import SealHead

# Of each list so many are looked at; more of them is told as "at least".
LOOKED_AT = 200
_KINDS: Mapping[str, str] = {"CASE": "case", "APPROVAL": "approval", "ATTEMPT": "attempt"}


@dataclass(frozen=True)
class Pulse:
    """At one moment. Each list costs what is on it, up to `LOOKED_AT`; what is open with people, all of it."""

    store: Store
    tenant: str
    now: datetime

    @cached_property
    def due(self) -> list[Due]:
        """What should have been driven on by now, the longest waiting first; not sessions, whose end nobody waits for."""
        # The index is of all tenants.
        mine = [due for due in self.store.due(self.now, LOOKED_AT) if due.key.partition.startswith(f"{self.tenant}|")]
        return [due for due in mine if kind_of(due)]

    @cached_property
    def open(self) -> list[Escalation]:
        """What lies with people."""
        return [Escalation.from_json(dict(row)) for row in self._all(keys.exceptions(self.tenant))]

    @cached_property
    def untaken(self) -> list[Escalation]:
        """What nobody has taken of it."""
        taken = {(row["case_id"], row["subject"]) for row in self._all(keys.assigned(self.tenant))}
        return [escalation for escalation in self.open if (escalation.case_id, escalation.subject) not in taken]

    @cached_property
    def asked(self) -> list[Row]:
        """Pointers to open approvals, the most urgent first."""
        return self.store.query(Table.STATE, keys.inbox(self.tenant), limit=LOOKED_AT)

    @cached_property
    def thrown(self) -> list[Row]:
        """Switches that stop something."""
        return [row for row in self.store.query(Table.STATE, keys.controls(self.tenant), keys.SWITCH) if row["thrown"]]

    @cached_property
    def seal(self) -> SealHead | None:
        return find(self.store, keys.seal_head(self.tenant), SealHead)

    @cached_property
    def bundle(self) -> Row | None:
        return self.store.get(keys.bundle_pointer(self.tenant))

    def ladder(self) -> dict[int, int]:
        """How many open approvals are at each rung."""
        return dict(sorted(Counter(int(row["rung"]) for row in self.asked).items()))

    def of(self, kind: Kind) -> list[Escalation]:
        """Those of one kind that lie with people."""
        return [escalation for escalation in self.open if escalation.kind is kind]

    def notices(self, prefix: str) -> int:
        """How many are owed, or will never be sent."""
        return len(self.store.query(Table.STATE, keys.notices(self.tenant), prefix, limit=LOOKED_AT))

    def longest(self, moments: Sequence[datetime]) -> timedelta | None:
        """How long ago the earliest was."""
        return max((self.now - moment for moment in moments), default=None)

    def _all(self, partition: str) -> list[Row]:
        return self.store.query(Table.STATE, partition)


def kind_of(due: Due) -> str | None:
    """What of the work it is that is due; None for what is only tidied away."""
    return _KINDS.get(due.key.sort.split("#", maxsplit=1)[0])
