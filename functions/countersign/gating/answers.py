"""Which people's answers a decision may count."""

from datetime import datetime

from countersign.model.approval import ApprovalRequest, ApprovalState, Grant
from countersign.model.plan import ProposedAction
from countersign.policy.bundle import Bundle
from countersign.policy.strength import assurance
from countersign.ports import Store, Verifier
from countersign.record import keys, votes
from countersign.record.rows import load


def counted(store: Store, bundle: Bundle, verifier: Verifier, action: ProposedAction, *, now: datetime) -> list[Grant]:
    """The answers that approved exactly this action under this bundle, by people who showed what it takes now (I5, I6)."""
    pointer = store.get(keys.approval_of(action.tenant, action.case_id, action.digest))
    if pointer is None:
        return []
    approval = load(store, keys.approval(action.tenant, str(pointer["approval_id"])), ApprovalRequest)
    asked = (approval.state, approval.case_id, approval.action)
    if asked != (ApprovalState.APPROVED, action.case_id, action.digest):
        return []
    good = votes.good(votes.cast(store, approval), approval, bundle=bundle.digest, verifier=verifier, now=now)
    # Where two are needed two are here, so what the grants themselves say is enough, and no row has to be believed.
    sure = assurance(bundle.tables.strength, action, len(good))
    return [grant for grant in good if not sure.lacking(grant, grant.answered_at)]
