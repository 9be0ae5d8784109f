"""The whole record against its seals: every chain, every sealed event at its place, and nothing old that no seal vouches for (I10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import ValidationError

from countersign.model.audit import AuditEvent
from countersign.model.frozen import Frozen, Moment
from countersign.proof.seal_log import SealLog
from countersign.record.chain import first_fault, hash_on

# Rows are sealed some seconds after they were written; the alarm for late seals rings at the same time.
LIVE_TAIL = timedelta(minutes=15)
# Clocks of two machines differ by less.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class StoredEvent:
    """A row of the audit table as it lies there: the sort key, and the canonical bytes of the rest."""

    sort: str
    line: bytes


class Fault(Frozen):
    """The first place where a case's record is not what was written; a case of which nothing is left is at fault at its beginning."""

    case_id: str
    sequence: int
    what: str


class Verification(Frozen):
    """What was looked at and what was found. Whole if there is neither a fault nor a broken seal."""

    tenant: str
    cases: int
    events: int
    sealed: int
    live: int
    seals: int
    sealed_until: Moment | None
    broken_seal: tuple[int, str] | None
    faults: tuple[Fault, ...]

    @property
    def whole(self) -> bool:
        return not self.faults and self.broken_seal is None


Rows = Mapping[str, Sequence[StoredEvent]]


def verify_record(rows: Rows, log: SealLog, *, now: datetime) -> Verification:
    """Check `rows`, by case and ordered by sort key, read after the seals; `now` is when the reading of the seals began.

    A log that starts at a trusted seal vouches for older events: of these, only chains are checked.
    """
    cases = [_Case(case_id, rows.get(case_id, ()), log) for case_id in sorted(rows.keys() | log.sealed.keys())]
    found = [case.fault(now) for case in cases]
    events, sealed = sum(len(case.rows) for case in cases), sum(case.vouched() for case in cases)
    return Verification(
        tenant=log.tenant,
        cases=len(cases),
        events=events,
        sealed=sealed,
        live=events - sealed,
        seals=log.number,
        sealed_until=log.sealed_at,
        broken_seal=(log.fault.number, log.fault.what) if log.fault else None,
        faults=tuple(fault for fault in found if fault),
    )


def unsealed(rows: Rows, log: SealLog) -> Iterator[tuple[str, StoredEvent]]:
    """Case and row of every event that no seal vouches for, of cases that are otherwise as they must be."""
    for case_id, found in rows.items():
        case = _Case(case_id, found, log)
        if case.first_change() is None:
            yield from ((case_id, row) for row in found[case.vouched() :])


@dataclass(frozen=True)
class _Case:
    case_id: str
    rows: Sequence[StoredEvent]
    log: SealLog

    def fault(self, now: datetime) -> Fault | None:
        change = self.first_change()
        intact = min(change[0], len(self.rows)) if change else len(self.rows)
        # Where the log of seals ends too early, what it should have vouched for is not held against the case.
        late = self._unsealed(intact, now) if self.log.fault is None else None
        first = min((each for each in (change, late) if each), default=None)
        return Fault(case_id=self.case_id, sequence=first[0], what=first[1]) if first else None

    def first_change(self) -> tuple[int, str] | None:
        """Where the rows are first not what was written, or not what was sealed."""
        chain = first_fault((row.line for row in self.rows), self.log.tenant, self.case_id)
        broken = (chain.sequence, chain.what) if chain else None
        return min((each for each in (broken, self._misplaced(), self._not_as_sealed()) if each), default=None)

    def vouched(self) -> int:
        """How many rows there are up to the last that was sealed: its hash is over all before it."""
        return min(max(self._sealed, default=-1) + 1, len(self.rows))

    @property
    def _sealed(self) -> Mapping[int, str]:
        return self.log.sealed.get(self.case_id, {})

    def _misplaced(self) -> tuple[int, str] | None:
        places = (place for place, row in enumerate(self.rows) if row.sort != f"{place:010d}")
        return next(((place, "row is not at its place") for place in places), None)

    def _not_as_sealed(self) -> tuple[int, str] | None:
        missing = [(place, "event is missing") for place in self._sealed if place >= len(self.rows)]
        other = [
            (place, "event is not the one that was sealed")
            for place, hash_ in self._sealed.items()
            if place < len(self.rows)
            and (hash_on(self.rows[place].line, self.case_id) != hash_ or (self.case_id, place) in self.log.contested)
        ]
        return min(missing + other, default=None)

    def _unsealed(self, intact: int, now: datetime) -> tuple[int, str] | None:
        """The first event that no seal vouches for though it is too old, or too new, to be on its way to one."""
        for place in range(self.vouched(), intact):
            try:
                at = AuditEvent.model_validate_json(self.rows[place].line).at
            except ValidationError:
                return place, "row is not an event"
            if at > now + AHEAD:
                return place, "event is of the future"
            if at < now - LIVE_TAIL and not self._trusted(at):
                return place, "event was never sealed"
        return None

    def _trusted(self, at: datetime) -> bool:
        return self.log.since is not None and at <= self.log.since.sealed_at
