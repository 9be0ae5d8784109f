"""Appending to and checking a case's hash chain.

Every change is written in one transaction with the entry that records it: neither exists without the other (I3).
"""

from collections.abc import Sequence
from datetime import datetime

from countersign.errors import TransientHubError
from countersign.model.audit import GENESIS, AuditEntry, AuditEvent
from countersign.model.canonical import canonical_json
from countersign.ports import Put, Store, Table, Write, WriteRefusedError
from countersign.record import keys
from countersign.record.chain import ChainFault, first_fault

# The chain of what concerns a tenant as a whole: its switches, and what was found wrong with its record.
CONTROL = "control"
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


def verify(chain: Sequence[AuditEvent]) -> ChainFault | None:
    """None for a whole chain from its first event on; otherwise the first fault (I10). Truncation at the end needs the seals."""
    if not chain:
        return None
    return first_fault((canonical_json(event.to_json()) for event in chain), chain[0].tenant, chain[0].case_id)


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
