"""The hub's side: every effect that was attempted in a window of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.model.case import CaseRef
from countersign.model.effect import Attempt, Warrant
from countersign.model.plan import ProposedAction
from countersign.ports import Store, Table
from countersign.record import keys
from countersign.record.rows import load


@dataclass(frozen=True)
class Attempted:
    """One effect. The key is the warrant's, which nobody but the gate may write; `action` is as it is stored."""

    ref: CaseRef
    attempt: Attempt
    key: str
    action: ProposedAction

    @property
    def altered(self) -> bool:
        """Whether what is stored is no longer what was done."""
        return self.action.digest != self.attempt.action


def attempted(store: Store, tenant: str, since: datetime, until: datetime) -> Iterator[Attempted]:
    """Those first attempted on the days (UTC) from `since` to `until`; costs what was attempted on them."""
    for day in range((until.date() - since.date()).days + 1):
        for row in store.query(Table.STATE, keys.effect_day(tenant, since + timedelta(days=day))):
            yield _attempted(store, CaseRef(tenant=tenant, case_id=row["case_id"]), row["action"])


def _attempted(store: Store, ref: CaseRef, digest: str) -> Attempted:
    attempt = load(store, keys.attempt(ref.tenant, ref.case_id, digest), Attempt)
    warrant = load(store, keys.warrant(ref.tenant, ref.case_id, digest), Warrant)
    action = load(store, keys.action(ref.tenant, ref.case_id, digest), ProposedAction)
    return Attempted(ref, attempt, warrant.idempotency_key, action)
