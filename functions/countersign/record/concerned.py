"""Who may not answer for an action, because it is theirs."""

from countersign.model.approval import Voter
from countersign.model.facts import FactSheet
from countersign.model.plan import ProposedAction
from countersign.ports import Store
from countersign.record import keys
from countersign.record.rows import find


def is_concerned(store: Store, action: ProposedAction, person: Voter) -> bool:
    """Whether `person` asked for the action or would gain by it (I5)."""
    sheet = find(store, keys.fact_sheet(action.tenant, action.case_id), FactSheet)
    beneficiary = sheet.customer.email if sheet and sheet.customer else None
    concerned = {name.casefold() for name in (action.requester, action.customer_id, beneficiary) if name}
    return bool(concerned & {person.email.casefold(), person.name.casefold(), person.subject.casefold()})
