"""Who votes, by the directory's word at the time of counting."""

from collections.abc import Iterator, Sequence

from countersign.errors import RequestRefusedError
from countersign.model.account import Account
from countersign.model.approval import ApprovalRequest, Grant, Voter
from countersign.model.assurance import SECOND_FACTOR
from countersign.ports import Directory


def confirmed(directory: Directory, voter: Voter) -> Voter:
    """The voter as the directory knows them now; raises RequestRefusedError (403) for one who has left or was locked out."""
    account = working(directory, voter.tenant, voter.name, voter.subject)
    if account is None:
        raise RequestRefusedError(403, "Your account is gone or locked. Ask an administrator.")
    proven = account.second_factor and voter.via != "link" and SECOND_FACTOR not in voter.methods
    return voter.model_copy(
        update={
            "email": account.email,
            "groups": account.groups,
            "person": account.person,
            "methods": (*voter.methods, SECOND_FACTOR) if proven else voter.methods,
        }
    )


def lapsed(directory: Directory, request: ApprovalRequest, grants: Sequence[Grant]) -> Iterator[str]:
    """The subjects of those whose answer no longer counts: they, or whom they stood in for, lost the account or the role."""
    for grant in grants:
        voter = working(directory, grant.tenant, grant.voter_name, grant.voter)
        # Theirs is the role: a delegate's own groups are worth nothing here.
        principal = (grant.on_behalf_of_name or grant.voter_name, grant.on_behalf_of or grant.voter)
        authority = working(directory, grant.tenant, *principal)
        if voter is None or authority is None or not request.groups(grant.role) & set(authority.groups):
            yield grant.voter


def working(directory: Directory, tenant: str, name: str, subject: str) -> Account | None:
    """The account, unless it is locked, or is another one that was given the name since."""
    account = directory.find(tenant, name)
    return account if account and account.enabled and account.subject == subject else None
