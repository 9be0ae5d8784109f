"""A write at an outside system: the gate's warrant, then attempts at it."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from countersign.model.frozen import Digest, Frozen, Moment

# Execution follows within seconds, with retries within minutes; a warrant found later is a person's affair.
WARRANT_LIFE = timedelta(minutes=15)


class Warrant(Frozen):
    """The gate's written authority for one effect; the only road to one (I1)."""

    tenant: str
    case_id: str
    action: Digest
    idempotency_key: str
    bundle: Digest
    grants: tuple[str, ...]
    written_at: Moment
    not_after: Moment


class AttemptState(StrEnum):
    """OPEN while a request may be on its way. NOT_APPLIED may be tried again; DONE and REJECTED are final; UNKNOWN waits for a person."""

    OPEN = "OPEN"
    NOT_APPLIED = "NOT_APPLIED"
    DONE = "DONE"
    REJECTED = "REJECTED"
    UNKNOWN = "UNKNOWN"


class Attempt(Frozen):
    """The ledger row of one effect. `epoch` fences: who takes over raises it, and the former holder's close then fails."""

    action: Digest
    epoch: int
    state: AttemptState
    opened_at: Moment
    lease_until: Moment
    vendor_id: str | None
    result: dict[str, Any]
    error: str | None
