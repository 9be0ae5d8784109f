"""Whose turn it is to answer an approval, for one person: a matter of showing, that counting decides anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from countersign.approving.concerned import is_concerned
from countersign.approving.delegated import delegated
from countersign.approving.mandates import Authority, Mandate, mandate
from countersign.errors import RequestRefusedError
from countersign.model.approval import ApprovalRequest, Grant, Voter
from countersign.model.decision import ApprovalRung
from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Store
from countersign.record import votes


class Turn(StrEnum):
    """NOW: may answer. LATER: is asked at a later rung. The others never for this approval, and why."""

    NOW = "NOW"
    LATER = "LATER"
    ANSWERED = "ANSWERED"
    CONCERNED = "CONCERNED"
    OTHERS = "OTHERS"


class Place(Frozen):
    """Where a person stands; `since` is when those of their groups are asked, `instead_of` whom they would answer for."""

    turn: Turn
    since: Moment | None = None
    instead_of: str | None = None


class Step(Frozen):
    """What begins at one rung for one role: `groups` are asked, those who stand in for others may answer, who was asked is reminded."""

    at: Moment
    role: str
    groups: tuple[str, ...]
    delegates: bool
    remind: bool


@dataclass(frozen=True)
class Looker:
    """Somebody who looks at approvals."""

    store: Store
    directory: Directory
    person: Voter
    now: datetime

    def place(self, request: ApprovalRequest, action: ProposedAction, cast: Sequence[Grant]) -> Place:
        """Where they stand."""
        if _answered(cast, self.person):
            return Place(turn=Turn.ANSWERED)
        if is_concerned(self.store, action, self.person):
            return Place(turn=Turn.CONCERNED)
        given = votes.standing(cast, request)
        right = _right(request, given, [Authority(self.person.groups)]) or _right(request, given, self._lent(action))
        if right:
            principal = right.authority.principal
            return Place(turn=Turn.NOW, instead_of=principal.name if principal else None)
        later = [step.at for step in steps(request) if set(self.person.groups) & set(step.groups)]
        return Place(turn=Turn.LATER, since=later[0]) if later else Place(turn=Turn.OTHERS)

    def _lent(self, action: ProposedAction) -> list[Authority]:
        # Whether a delegator is concerned is asked when an answer is counted.
        return list(delegated(self.store, self.directory, action, self.person, concerned=frozenset(), now=self.now))


def steps(request: ApprovalRequest) -> list[Step]:
    """Who is asked when, up to the deadline."""
    found = [
        Step(at=_at(request, rung), role=need.role, groups=rung.groups, delegates=rung.delegates, remind=rung.remind)
        for need in request.needs
        for rung in request.routes[need.role]
        if _at(request, rung) < request.expires_at
    ]
    return sorted(found, key=lambda step: step.at)


def lacking(request: ApprovalRequest, cast: Iterable[Grant]) -> dict[str, int]:
    """How many people each role still needs."""
    return votes.lacking(request.needs, votes.standing(cast, request))


def _right(request: ApprovalRequest, given: Sequence[Grant], authorities: Sequence[Authority]) -> Mandate | None:
    try:
        return mandate(request, given, authorities)
    except RequestRefusedError:
        return None


def _answered(cast: Sequence[Grant], person: Voter) -> bool:
    me = {person.subject, person.person} - {None}
    return any(me & {grant.voter, grant.person} for grant in cast)


def _at(request: ApprovalRequest, rung: ApprovalRung) -> datetime:
    return request.requested_at + timedelta(seconds=rung.after_seconds)
