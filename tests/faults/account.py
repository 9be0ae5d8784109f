"""What must be true when a hub has come to rest."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.faults.hub import RunningHub

from countersign.model.case import CaseRef, CaseState
from countersign.model.effect import Attempt, AttemptState
from countersign.ports import Table
from countersign.record import audit, keys

DAY_CAP = 500_000
# Names, addresses and numbers of the seeded customers, and words of their messages.
PERSONAL = ("Marta", "Lindqvist", "mail.example", "+4915", "Okafor", "arrived broken", "whsec_", "Bearer")


def breaches(hub: RunningHub) -> list[str]:
    """Every invariant that does not hold, by number; none when all is well."""
    found = list(hub.witness.breaches)
    found += _once(hub)
    found += _capped(hub)
    for ref in hub.accepted:
        found += _accounted(hub, ref)
        found += _record(hub, ref)
    found += _confidential(hub)
    return found


def _once(hub: RunningHub) -> Iterator[str]:
    """I2: by the company's own books."""
    for key, times in Counter(effect["key"] for effect in hub.world.transport.effects()).items():
        if times > 1:
            yield f"I2: {times} effects for one action {key[:8]}"


def _capped(hub: RunningHub) -> Iterator[str]:
    sums: Counter[tuple[str, str]] = Counter()
    for refund in hub.world.transport.effects("refund"):
        sums[refund["customer_id"], refund["at"][:10]] += refund["amount_minor"]
    for (customer, day), total in sums.items():
        if total > DAY_CAP:
            yield f"I8: {customer} got {total} on {day}"


def _accounted(hub: RunningHub, ref: CaseRef) -> Iterator[str]:
    """I9, and our ledger against the company's books."""
    store = hub.witness
    state = CaseState(store.get(keys.case(ref.tenant, ref.case_id))["state"])  # type: ignore[index]  it was accepted
    listed = [row for row in store.query(Table.STATE, keys.exceptions(ref.tenant)) if row["case_id"] == ref.case_id]
    if not state.terminal:
        yield f"I9: a case came to rest {state}"
    if state in {CaseState.ESCALATED, CaseState.STUCK} and not listed:
        yield f"I9: {state}, and on nobody's list"
    happened = {effect["key"] for effect in hub.world.transport.effects()}
    for attempt, key in _attempts(hub, ref):
        if attempt.state in {AttemptState.OPEN, AttemptState.NOT_APPLIED} and not listed:
            yield f"I9: an effect is left {attempt.state}"
        if attempt.state is AttemptState.UNKNOWN and attempt.action not in {row["subject"] for row in listed}:
            yield "I9: an unknown effect on nobody's list"
        if (attempt.state is AttemptState.DONE and key not in happened) or (attempt.state is AttemptState.REJECTED and key in happened):
            yield f"I2: {attempt.state} here, {'there' if key in happened else 'not there'} outside"


def _attempts(hub: RunningHub, ref: CaseRef) -> Iterator[tuple[Attempt, str]]:
    digests = {action.digest: key for key, action in hub.witness.proposed.items()}
    for row in hub.witness.query(Table.STATE, keys.case_partition(ref.tenant, ref.case_id), "ATTEMPT#"):
        attempt = Attempt.from_json(dict(row))
        yield attempt, digests[attempt.action]


def _record(hub: RunningHub, ref: CaseRef) -> Iterator[str]:
    chain = audit.events(hub.witness, ref.tenant, ref.case_id)
    fault = audit.verify(chain)
    if fault is not None or not chain:
        yield f"I10: the record is broken at {fault}"


def _confidential(hub: RunningHub) -> Iterator[str]:
    """I12: the record and the executions' histories."""
    told: list[Any] = [execution.history for execution in hub.workflows.executions]
    told += [event.to_json() for ref in hub.accepted for event in audit.events(hub.witness, ref.tenant, ref.case_id)]
    text = json.dumps(told)
    for datum in PERSONAL:
        if datum in text:
            yield f"I12: {datum} was told"
