"""What is kept of an answer beside the record, to judge how the asking goes: when it was asked, opened and given. No words of anybody."""

from contextlib import suppress
from datetime import datetime, timedelta

from countersign.approving.care import Haste
from countersign.model.answered import Answered, Shown
from countersign.model.approval import ApprovalRequest, ApprovalState, Grant
from countersign.model.decision import Decision
from countersign.model.plan import ProposedAction
from countersign.ports import Put, Replace, Row, Store, Write, WriteRefusedError
from countersign.record import keys
from countersign.record.paging import Listing
from countersign.record.rows import find, load


def opened(store: Store, request: ApprovalRequest, subject: str, *, now: datetime) -> None:
    """Keep when a person first opened an open question; the first time counts."""
    if request.state is ApprovalState.OPEN:
        with suppress(WriteRefusedError):
            store.transact([Put(keys.shown(request.tenant, request.approval_id, subject), Shown(at=now).to_json())])


def answered(store: Store, request: ApprovalRequest, action: ProposedAction, grant: Grant, *, is_check: bool) -> Answered:
    """The entry of one answer."""
    shown = find(store, keys.shown(request.tenant, request.approval_id, grant.voter), Shown)
    decision = load(store, keys.decision(request.tenant, request.case_id, request.action), Decision)
    return Answered(
        at=grant.answered_at,
        approval_id=request.approval_id,
        case_id=request.case_id,
        action=request.action,
        name=action.name,
        policies=tuple(reason.policy for reason in decision.reasons),
        voter=grant.voter,
        voter_name=grant.voter_name,
        answer=grant.answer,
        via=grant.via,
        waited_seconds=_seconds(grant.answered_at - _asked_at(request, grant)),
        dwell_seconds=_seconds(grant.answered_at - shown.at) if shown else None,
        is_check=is_check,
    )


def entries(tenant: str, entry: Answered, haste: Haste) -> list[Write]:
    """By day and by person; a hasty one is looked at by the sweep, who knows what the person answered before."""
    row = entry.to_json()
    writes: list[Write] = [
        Replace(keys.answer_of_day(tenant, entry.at, entry.approval_id, entry.voter), row),
        Replace(keys.answer_of_person(tenant, entry.voter, entry.at, entry.approval_id), row),
    ]
    if entry.is_hasty(haste.dwell_seconds):
        writes.append(Put(keys.haste(tenant, entry.voter, entry.approval_id), {"voter": entry.voter}, due_at=entry.at))
    return writes


def answers_of_day(tenant: str, day: datetime) -> Listing:
    return Listing(keys.answers_of_day(tenant, day), lambda row: keys.by_time(_at(row), f"{row['approval_id']}#{row['voter']}"))


def answers_of_person(tenant: str, subject: str) -> Listing:
    """The latest first."""
    partition = keys.answers_of_person(tenant, subject)
    return Listing(partition, lambda row: keys.by_time(_at(row), row["approval_id"]), newest_first=True)


def _at(row: Row) -> datetime:
    return datetime.fromisoformat(row["at"])


def _asked_at(request: ApprovalRequest, grant: Grant) -> datetime:
    """When those by whose right the answer counts were first asked; who stands in for somebody was never asked before them."""
    rungs = request.routes.get(grant.role, ())
    begins = [rung.after_seconds for rung in rungs if set(rung.groups) & set(grant.groups)]
    return request.requested_at + timedelta(seconds=min(begins, default=0))


def _seconds(duration: timedelta) -> int:
    return max(0, int(duration.total_seconds()))
