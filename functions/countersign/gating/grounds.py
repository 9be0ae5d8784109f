"""What a decision rested on: on the record as a commitment, beside it in a row that ends with the customer's key."""

from countersign.model.case import CaseRef
from countersign.model.commitment import opening
from countersign.model.decision import Grounds
from countersign.model.plan import ProposedAction
from countersign.policy.facts import DecisionFacts
from countersign.ports import Replace, Write
from countersign.record import keys


def grounds_of(action: ProposedAction | None, facts: DecisionFacts | None) -> Grounds | None:
    """None when nothing could be decided on."""
    if action is None or facts is None:
        return None
    return Grounds(name=action.name, opening=opening(action.salt, "decision"), facts=facts.to_json())


def kept_grounds(ref: CaseRef, grounds: Grounds | None) -> list[Write]:
    """One row for the same facts, however often they are decided on."""
    return [Replace(keys.grounds(ref.tenant, ref.case_id, grounds.commitment), grounds.to_json())] if grounds else []
