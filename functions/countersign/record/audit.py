"""Appending to and checking a case's hash chain.

Every change is written in one transaction with the entry that records it: neither exists without the other (I3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from countersign.errors import TransientHubError
from countersign.model.audit import GENESIS, AuditEntry, AuditEvent
from countersign.ports import Put, Store, Table, Write, WriteRefusedError
from countersign.record import keys

# Writers of one case rarely meet; eight rounds outlast any burst seen, and the workflow tries the step again after that.
ROUNDS = 8


def commit(store: Store, tenant: str, case_id: str, entry: AuditEntry, writes: Sequence[Write], *, now: datetime) -> AuditEvent:
    """Write `writes` and the next event of the case, all or nothing.

    Raises WriteRefusedError with positions in `writes` when one of their conditions does not hold, TransientHubError when other
    writers were quicker too often.
    """
    for _ in range(ROUNDS):
        event = _next(_head(store, tenant, case_id), tenant, case_id, entry, now)
        try:
            store.transact([*writes, Put(keys.audit(tenant, case_id, event.sequence), event.to_json())])
        except WriteRefusedError as refusal:
            own = tuple(position for position in refusal.failed if position < len(writes))
            if own:
                raise WriteRefusedError(own) from refusal
        else:
            return event
    raise TransientHubError("the case's record is being written by others")


def events(store: Store, tenant: str, case_id: str) -> list[AuditEvent]:
    """The case's record, in order."""
    return [AuditEvent.from_json(dict(row)) for row in store.query(Table.AUDIT, keys.case_partition(tenant, case_id))]


@dataclass(frozen=True)
class ChainFault:
    """The first place where a chain is not what was written."""

    sequence: int
    what: str


def verify(chain: Sequence[AuditEvent]) -> ChainFault | None:
    """None for a whole chain from its first event on; otherwise the first fault (I10). Truncation at the end needs the seals."""
    previous = GENESIS
    for sequence, event in enumerate(chain):
        if event.sequence != sequence:
            return ChainFault(sequence, "event is missing or out of order")
        if event.previous != previous:
            return ChainFault(sequence, "event does not follow from the one before")
        if event.hash != event.expected_hash():
            return ChainFault(sequence, "event was changed")
        previous = event.hash
    return None


def _head(store: Store, tenant: str, case_id: str) -> AuditEvent | None:
    rows = store.query(Table.AUDIT, keys.case_partition(tenant, case_id), newest_first=True, limit=1)
    return AuditEvent.from_json(dict(rows[0])) if rows else None


def _next(head: AuditEvent | None, tenant: str, case_id: str, entry: AuditEntry, now: datetime) -> AuditEvent:
    unhashed = AuditEvent(
        tenant=tenant,
        case_id=case_id,
        sequence=head.sequence + 1 if head else 0,
        at=now,
        type=entry.type,
        actor=entry.actor,
        body=entry.body,
        previous=head.hash if head else GENESIS,
        hash=GENESIS,
    )
    return unhashed.model_copy(update={"hash": unhashed.expected_hash()})
