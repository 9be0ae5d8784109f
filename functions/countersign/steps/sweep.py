"""sweep: drive on what is due. Costs what is due, not what is open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from countersign.approving.care import shipped
from countersign.approving.hurry import hurry
from countersign.errors import EffectUnknownError
from countersign.model.approval import ApprovalRequest, ApprovalState
from countersign.model.audit import AuditEntry
from countersign.model.case import Case, CaseState
from countersign.model.effect import WARRANT_LIFE, Attempt, AttemptState
from countersign.model.frozen import Frozen
from countersign.model.outcome import Escalation
from countersign.ports import Due, Put, Remove, Store, TokenSafe, Workflows, Write, WriteRefusedError
from countersign.record import audit, keys
from countersign.record.approvals import TELL_AGAIN_AFTER, announced, answer_workflow, refusal, still_open
from countersign.record.escalations import listed
from countersign.record.rows import find

BATCH = 100
MAX_STARTS = 4
LOOK_AGAIN = timedelta(seconds=120)
# After that nobody may act on the attempt, and only a person can find out.
HOPE = WARRANT_LIFE


class Swept(Frozen):
    """What was found due, and how old the oldest was."""

    cases_restarted: int = 0
    cases_stuck: int = 0
    approvals: int = 0
    attempts_unknown: int = 0
    sessions_over: int = 0
    hasty_answers: int = 0
    failed: int = 0
    oldest_seconds: int = 0


@dataclass(frozen=True)
class Sweeper:
    """What the step works with."""

    store: Store
    tokens: TokenSafe
    workflows: Workflows


def sweep(hub: Sweeper, *, now: datetime) -> Swept:
    """One round over what is due; what another worker changed meanwhile is left to the next round."""
    counts: dict[str, int] = {}
    due = hub.store.due(now, BATCH)
    for item in due:
        handle = _HANDLERS[item.key.sort.split("#", maxsplit=1)[0]]
        try:
            name = handle(hub, item, now)
        except WriteRefusedError:
            continue
        except Exception:  # noqa: BLE001  one row that cannot be driven on must not hold up the others; the count raises an alarm
            name = "failed"
        if name:
            counts[name] = counts.get(name, 0) + 1
    oldest = max((int((now - item.due_at).total_seconds()) for item in due), default=0)
    return Swept(**counts, oldest_seconds=oldest)


def _case(hub: Sweeper, due: Due, now: datetime) -> str | None:
    case = find(hub.store, due.key, Case)
    if case is None or case.state.terminal:
        return None
    if case.starts >= MAX_STARTS:
        stuck = case.model_copy(update={"state": CaseState.STUCK})
        _write(
            hub.store,
            case,
            _entry("case.stuck", starts=case.starts),
            [_kept(due, stuck, case), *listed(case.ref, "case", "CaseStuck", now)],
            now,
        )
        return "cases_stuck"
    again = case.model_copy(update={"starts": case.starts + 1})
    _write(hub.store, case, _entry("case.restarted", starts=again.starts), [_kept(due, again, case, now + again.starts * LOOK_AGAIN)], now)
    hub.workflows.start_case(case.tenant, case.case_id)
    return "cases_restarted"


def _approval(hub: Sweeper, due: Due, now: datetime) -> str | None:
    request = find(hub.store, due.key, ApprovalRequest)
    if request is None:
        return None
    if request.state is ApprovalState.OPEN:
        request = _expire(hub.store, due, request, now)
    waited = answer_workflow(hub.tokens, hub.workflows, request, request.state)
    case = find(hub.store, keys.case(request.tenant, request.case_id), Case)
    # What stands in the place of a superseded action has begun anew by itself.
    if not waited and request.state is not ApprovalState.VOID and case is not None:
        if case.state is CaseState.WAITING:
            return _go_on_without_workflow(hub, due, request, case, now)
        if request.state is not ApprovalState.APPROVED and _with_nobody(hub.store, case, request.action):
            _write(hub.store, case, _lost(request), _to_a_person(due, request, case, now), now)
            return "approvals"
    hub.store.transact([Put(due.key, request.to_json(), expect={"state": request.state.value})])
    return "approvals"


def _go_on_without_workflow(hub: Sweeper, due: Due, request: ApprovalRequest, case: Case, now: datetime) -> str:
    """The workflow that waited was lost. The case workflow takes its place: gate counts the answers there as well."""
    kept = Put(due.key, request.to_json(), expect={"state": request.state.value})
    writes: list[Write] = [kept] if request.state is ApprovalState.APPROVED else _to_a_person(due, request, case, now)
    _write(hub.store, case, _lost(request), writes, now)
    hub.workflows.start_case(case.tenant, case.case_id)
    return "cases_restarted"


def _with_nobody(store: Store, case: Case, action: str) -> bool:
    """The case ended before the workflow that was lost could take the no to a person."""
    return find(store, keys.escalation(case.tenant, case.case_id, action), Escalation) is None


def _to_a_person(due: Due, request: ApprovalRequest, case: Case, now: datetime) -> list[Write]:
    kept = Put(due.key, request.to_json(), expect={"state": request.state.value})
    return [kept, *listed(case.ref, request.action, refusal(request.state), now)]


def _lost(request: ApprovalRequest) -> AuditEntry:
    return _entry("approval.workflow_lost", approval_id=request.approval_id, action=request.action)


def _expire(store: Store, due: Due, request: ApprovalRequest, now: datetime) -> ApprovalRequest:
    """Nobody may answer any more; stays due until the waiting workflow was told."""
    expired = request.model_copy(update={"state": ApprovalState.EXPIRED})
    gone = Remove(keys.inbox_entry(request.tenant, request.expires_at, request.approval_id))
    kept = Put(due.key, expired.to_json(), expect=still_open(request), due_at=now + TELL_AGAIN_AFTER)
    entry = _entry("approval.expired", **announced(request, request.asked))
    audit.commit(store, request.tenant, request.case_id, entry, [kept, gone], now=now)
    return expired


def _attempt(hub: Sweeper, due: Due, now: datetime) -> str | None:
    attempt = find(hub.store, due.key, Attempt)
    tenant, _, case_id = due.key.partition.split("|")
    case = find(hub.store, keys.case(tenant, case_id), Case)
    if attempt is None or case is None or attempt.state is not AttemptState.OPEN:
        return None
    if now - attempt.opened_at < HOPE:
        # The workflow's steps are idempotent up to the attempt, and execute looks before it acts.
        hub.store.transact([Put(due.key, attempt.to_json(), expect={"epoch": attempt.epoch, "state": "OPEN"}, due_at=now + LOOK_AGAIN)])
        hub.workflows.start_case(tenant, case_id)
        return "cases_restarted"
    unknown = attempt.model_copy(update={"state": AttemptState.UNKNOWN, "error": "timeout: nobody closed the attempt"})
    writes = [
        Put(due.key, unknown.to_json(), expect={"epoch": attempt.epoch, "state": "OPEN"}),
        *listed(case.ref, attempt.action, EffectUnknownError.__name__, now),
    ]
    _write(hub.store, case, _entry("effect.unknown", action=attempt.action, epoch=attempt.epoch), writes, now)
    return "attempts_unknown"


def _session(hub: Sweeper, due: Due, _: datetime) -> str:
    """Nobody could use it any more; no row expires by itself."""
    hub.store.transact([Remove(due.key)])
    return "sessions_over"


def _haste(hub: Sweeper, due: Due, now: datetime) -> str | None:
    """Whether this hasty answer is one too many."""
    tenant, _, voter = due.key.partition.split("|", maxsplit=2)
    seen, haste = Remove(due.key), shipped().haste
    found = hurry(hub.store, tenant, voter, haste, now=now)
    if found is None:
        hub.store.transact([seen])
        return None
    entry, writes = found.reported(haste, now)
    audit.commit(hub.store, tenant, audit.CONTROL, entry, [seen, *writes], now=now)
    return "hasty_answers"


_HANDLERS: Mapping[str, Callable[[Sweeper, Due, datetime], str | None]] = {
    "CASE": _case,
    "APPROVAL": _approval,
    "ATTEMPT": _attempt,
    "SESSION": _session,
    keys.HASTE: _haste,
}


def _kept(due: Due, changed: Case, case: Case, due_at: datetime | None = None) -> Put:
    return Put(due.key, changed.to_json(), expect={"state": case.state.value, "starts": case.starts}, due_at=due_at)


def _write(store: Store, case: Case, entry: AuditEntry, writes: list[Write], now: datetime) -> None:
    audit.commit(store, case.tenant, case.case_id, entry, writes, now=now)


def _entry(type_: str, **body: object) -> AuditEntry:
    return AuditEntry(type=type_, actor="sweep", body=body)
