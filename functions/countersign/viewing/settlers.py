"""Who may say what became of an unknown effect, and how many of them must agree."""

from collections.abc import Mapping
from typing import NamedTuple

from countersign.approving.concerned import is_concerned
from countersign.errors import RequestRefusedError
from countersign.model.approval import Voter
from countersign.model.plan import ProposedAction
from countersign.ports import Store
from countersign.sdk.contract import Effect


class Settlers(NamedTuple):
    """People of any of `groups`; `people` different ones with the same answer."""

    groups: frozenset[str]
    people: int


_OPERATOR = Settlers(frozenset({"operator"}), 1)
SETTLERS: Mapping[Effect, Settlers] = {
    Effect.MONEY: Settlers(frozenset({"supervisor", "risk", "compliance"}), 2),
    Effect.WRITE_IRREVERSIBLE: _OPERATOR,
    Effect.CUSTOMER_CONTACT: _OPERATOR,
    Effect.WRITE_REVERSIBLE: _OPERATOR,
}


def require_settler(store: Store, action: ProposedAction, person: Voter) -> Settlers:
    """The rule for this action; raises RequestRefusedError (403) for a person who is not in its groups, or whose action it is."""
    settlers = SETTLERS[action.effect]
    if not settlers.groups & set(person.groups):
        raise RequestRefusedError(403, f"This needs one of the groups {', '.join(sorted(settlers.groups))}.")
    if is_concerned(store, action, person):
        raise RequestRefusedError(403, "You asked for this or would gain by it. Another person has to answer.")
    return settlers
