"""measure: where the case stands now, and what was achieved."""

from datetime import datetime

from countersign.errors import TransientHubError
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, CaseRef, CaseState
from countersign.ports import Put, Replace, Store, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.rows import load_case
from countersign.record.standing import Standing, read_standing

ROUNDS = 5


def measure(ref: CaseRef, *, store: Store, now: datetime) -> Case:
    """Bring the case's state up to what its rows say, and record the outcome. Raises CaseNotFoundError."""
    for _ in range(ROUNDS):
        case = load_case(store, ref)
        standing = read_standing(store, ref)
        if standing.unfinished:
            # Whoever goes on with it measures; the case stays due until then.
            return case
        measured = case.model_copy(update={"state": standing.state})
        if measured == case and case.state is not CaseState.WAITING:
            return case
        try:
            _keep(store, case, measured, standing, now)
        except WriteRefusedError:
            continue
        return measured
    raise TransientHubError("the case kept changing")


def _keep(store: Store, case: Case, measured: Case, standing: Standing, now: datetime) -> None:
    outcome = standing.outcome(case, now)
    due_at = standing.overdue_at() if measured.state is CaseState.WAITING else None
    expect = {"state": case.state.value, "starts": case.starts}
    writes: list[Write] = [
        Put(keys.case(case.tenant, case.case_id), measured.to_json(), expect=expect, due_at=due_at),
        Replace(keys.outcome(case.tenant, case.case_id), outcome.to_json()),
    ]
    if measured == case:
        # It still waits, but now perhaps for others, and longer.
        store.transact(writes)
        return
    entry = AuditEntry(type=f"case.{measured.state.lower()}", actor="measure", body=outcome.to_json())
    audit.commit(store, case.tenant, case.case_id, entry, writes, now=now)
