"""For which role somebody may answer an approval, and by whose right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from countersign.approving.concerned import concerned, names
from countersign.errors import ActionAlteredError, RequestRefusedError
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest, Grant, Voter
from countersign.model.plan import ProposedAction
from countersign.ports import Check, Directory, Store
from countersign.record import votes


@dataclass(frozen=True)
class Authority:
    """The right to answer as a member of `groups`: one's own, or that of `principal`, who delegated it, as long as `conditions` hold.

    What is not good `at_once` is good from the rung on at which delegates may answer.
    """

    groups: tuple[str, ...]
    principal: Account | None = None
    conditions: tuple[Check, ...] = ()
    at_once: bool = True

    @property
    def holder(self) -> frozenset[str]:
        """Whose right it is, by subject and person; nobody else's than the voter's own without a principal."""
        return frozenset(filter(None, (self.principal.subject, self.principal.person))) if self.principal else frozenset()

    def fills(self, request: ApprovalRequest, role: str) -> bool:
        """Whether it is good for this role now."""
        return bool(request.groups(role) & set(self.groups)) and (self.at_once or request.open_to_delegates(role))


@dataclass(frozen=True)
class Mandate:
    """A role that somebody may answer for."""

    role: str
    authority: Authority


def require_free(request: ApprovalRequest, voter: Voter, cast: Sequence[Grant]) -> None:
    """Raises RequestRefusedError (409) for a human who has answered, by whatever account, or for whom somebody else has (I5)."""
    me = {voter.subject, voter.person} - {None}
    if any(me & {grant.voter, grant.person} for grant in cast):
        raise RequestRefusedError(409, "You have answered already. Another person has to.", state=request.state)
    for grant in votes.standing(cast, request):
        if me & votes.behind(grant):
            raise RequestRefusedError(409, f"{grant.voter_name} has answered for you. Another person has to.", state=request.state)


def require_unconcerned(store: Store, directory: Directory, action: ProposedAction, voter: Voter) -> frozenset[str]:
    """Who is concerned, by all their names; raises RequestRefusedError (403 when it is the voter, I5; 409 when nobody can tell)."""
    try:
        theirs = concerned(store, directory, action)
    except ActionAlteredError:
        raise RequestRefusedError(409, "An earlier form of the action was altered. Report it.", state="ALTERED") from None
    if theirs & names(voter):
        raise RequestRefusedError(403, "You asked for this, wrote it or would gain by it. Another person has to answer.")
    return theirs


def mandate(request: ApprovalRequest, given: Sequence[Grant], authorities: Iterable[Authority]) -> Mandate:
    """The first by which a role is filled that nobody has filled yet, else the first there is; raises RequestRefusedError (403)."""
    taken = frozenset[str]().union(*(votes.behind(grant) for grant in given))
    possible = [
        Mandate(need.role, authority)
        for authority in authorities
        if not authority.holder & taken
        for need in request.needs
        if authority.fills(request, need.role)
    ]
    if not possible:
        roles = ", ".join(need.role for need in request.needs)
        raise RequestRefusedError(403, f"This needs: {roles}. You may not answer for them now, neither yourself nor for anybody else.")
    lacking = votes.lacking(request.needs, given)
    return next((each for each in possible if each.role in lacking), possible[0])
