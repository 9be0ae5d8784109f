"""Whose turn it is to answer an approval, for one person: a matter of showing, that counting decides anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from countersign.approving.concerned import is_concerned
from countersign.model.approval import ApprovalRequest, Grant, Voter
from countersign.model.decision import ApprovalRung
from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.ports import Store
from countersign.record import votes


class Turn(StrEnum):
    """NOW: may answer. LATER: is asked at a later rung. The others never for this approval, and why."""

    NOW = "NOW"
    LATER = "LATER"
    ANSWERED = "ANSWERED"
    CONCERNED = "CONCERNED"
    OTHERS = "OTHERS"


class Place(Frozen):
    """Where a person stands; `since` is when those of their groups are asked."""

    turn: Turn
    roles: tuple[str, ...] = ()
    since: Moment | None = None


class Step(Frozen):
    """From `at` on, `groups` are asked too."""

    at: Moment
    role: str
    groups: tuple[str, ...]


def place(store: Store, request: ApprovalRequest, action: ProposedAction, cast: Sequence[Grant], person: Voter) -> Place:
    """By the groups that the person signed in with, and without asking anybody."""
    if _answered(cast, person):
        return Place(turn=Turn.ANSWERED)
    if is_concerned(store, action, person):
        return Place(turn=Turn.CONCERNED)
    mine = set(person.groups)
    now = tuple(need.role for need in request.needs if request.groups(need.role) & mine)
    if now:
        return Place(turn=Turn.NOW, roles=now)
    later = [step for step in steps(request) if mine & set(step.groups)]
    return Place(turn=Turn.LATER, roles=(later[0].role,), since=later[0].at) if later else Place(turn=Turn.OTHERS)


def steps(request: ApprovalRequest) -> list[Step]:
    """Who is asked when, up to the deadline."""
    found = [
        Step(at=_at(request, rung), role=need.role, groups=rung.groups)
        for need in request.needs
        for rung in request.routes[need.role]
        if _at(request, rung) < request.expires_at
    ]
    return sorted(found, key=lambda step: step.at)


def lacking(request: ApprovalRequest, cast: Iterable[Grant]) -> dict[str, int]:
    """How many people each role still needs."""
    return votes.lacking(request.needs, votes.standing(cast, request))


def _answered(cast: Sequence[Grant], person: Voter) -> bool:
    me = {person.subject, person.person} - {None}
    return any(me & {grant.voter, grant.person} for grant in cast)


def _at(request: ApprovalRequest, rung: ApprovalRung) -> datetime:
    return request.requested_at + timedelta(seconds=rung.after_seconds)
