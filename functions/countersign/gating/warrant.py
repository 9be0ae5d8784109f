"""Writing a warrant: one transaction that holds every condition of the promise at the moment it commits."""

from collections.abc import Sequence
from datetime import datetime

from countersign.model.approval import Grant
from countersign.model.effect import WARRANT_LIFE, Warrant
from countersign.model.ledger import CustomerLedger, counts
from countersign.model.plan import ProposedAction
from countersign.ports import Absent, Check, Put, Write
from countersign.record import keys, switches


def warrant_writes(action: ProposedAction, *, bundle: str, grants: Sequence[Grant], ledger: CustomerLedger, now: datetime) -> list[Write]:
    """Switches off, bundle as decided, each grant burned once, sums as decided, and the warrant, put if absent (I1, I6, I7, I8, I16)."""
    warrant = Warrant(
        tenant=action.tenant,
        case_id=action.case_id,
        action=action.digest,
        idempotency_key=action.idempotency_key,
        bundle=bundle,
        grants=tuple(f"{grant.approval_id}/{grant.voter}" for grant in grants),
        written_at=now,
        not_after=now + WARRANT_LIFE,
    )
    return [
        *switches.all_off(action),
        Check(keys.bundle_pointer(action.tenant), {"digest": bundle}),
        *([Absent(keys.undo(action.tenant, action.case_id, action.after))] if action.after else []),
        *(Put(keys.burned_grant(action.tenant, grant.approval_id, grant.voter), {"action": action.digest}) for grant in grants),
        *([_ledger_write(action, ledger, now)] if counts(action) else []),
        Put(keys.warrant(action.tenant, action.case_id, action.digest), warrant.to_json()),
    ]


def _ledger_write(action: ProposedAction, ledger: CustomerLedger, now: datetime) -> Put:
    key = keys.customer_ledger(action.tenant, action.customer_id)
    return Put(key, ledger.with_effect(action, now).to_json(), expect={"version": ledger.version} if ledger.version else None)
