"""Switches stop new warrants and new attempts at once (I7)."""

from countersign.model.frozen import Frozen, Moment
from countersign.model.plan import ProposedAction
from countersign.ports import Check, Store
from countersign.record import keys
from countersign.record.rows import find

KINDS = ("tenant", "connector", "action", "intent")


class Switch(Frozen):
    """A thrown switch stops its kind of work. `loosen_asked_by` holds who first asked to loosen it: a second person must."""

    kind: str
    name: str
    thrown: bool
    by: str
    reason: str
    at: Moment
    loosen_asked_by: str | None = None


def _names(action: ProposedAction) -> dict[str, str]:
    return {"tenant": action.tenant, "connector": action.connector, "action": action.name, "intent": action.intent}


def thrown(store: Store, action: ProposedAction) -> dict[str, bool]:
    """Which kinds of switch stop this action now."""
    found = {kind: find(store, keys.switch(action.tenant, kind, name), Switch) for kind, name in _names(action).items()}
    return {kind: switch is not None and switch.thrown for kind, switch in found.items()}


def all_off(action: ProposedAction) -> list[Check]:
    """Conditions for a transaction: no switch stops this action at the moment it commits."""
    return [Check(keys.switch(action.tenant, kind, name), {"thrown": False}, or_absent=True) for kind, name in _names(action).items()]
