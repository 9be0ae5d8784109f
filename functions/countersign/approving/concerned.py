"""Who may not answer for an action, because it is theirs."""

from countersign.model.account import Account
from countersign.model.approval import Voter
from countersign.model.case import CaseRef
from countersign.model.facts import FactSheet
from countersign.model.plan import ProposedAction
from countersign.ports import Directory, Store
from countersign.record import keys
from countersign.record.rows import find, load_action


def is_concerned(store: Store, action: ProposedAction, person: Voter) -> bool:
    """Whether `person` asked for the action, wrote it or would gain by it, by what is known of them without asking anybody (I5)."""
    return bool(_named(store, action) & names(person))


def concerned(store: Store, directory: Directory, action: ProposedAction) -> frozenset[str]:
    """Every name of those who asked for the action, wrote it or would gain by it, also of their other accounts (I5)."""
    authors = (directory.find(action.tenant, name) for name in _authors(store, action))
    return _named(store, action).union(*(names(author) for author in authors if author))


def names(person: Account | Voter) -> frozenset[str]:
    """All by which a person may be known; what two accounts share makes them one human."""
    return _folded(person.email, person.name, person.subject, person.person)


def _named(store: Store, action: ProposedAction) -> frozenset[str]:
    sheet = find(store, keys.fact_sheet(action.tenant, action.case_id), FactSheet)
    beneficiary = sheet.customer.email if sheet and sheet.customer else None
    return _folded(*_authors(store, action), action.customer_id, action.recipient, beneficiary)


def _authors(store: Store, action: ProposedAction) -> set[str]:
    """Whoever asked for it or wrote it, also an earlier form of it that somebody edited since."""
    authors = {name for name in (action.requester, action.drafter) if name}
    if action.supersedes is None:
        return authors
    earlier = load_action(store, CaseRef(tenant=action.tenant, case_id=action.case_id), action.supersedes)
    return authors | _authors(store, earlier)


def _folded(*named: str | None) -> frozenset[str]:
    return frozenset(name.casefold() for name in named if name)
