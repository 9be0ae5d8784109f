"""Decisions as the record has them, with the facts that it commits to."""

from countersign.model.decision import Grounds
from countersign.policy.backtest import RecordedDecision
from countersign.ports import Row, Store
from countersign.record import keys
from countersign.record.rows import find

ERASED = "the customer's data was erased"
ALTERED = "the stored facts are not those that the record commits to"


def recorded_decision(store: Store, event: Row) -> RecordedDecision:
    """The decision in an event `decision.made`."""
    body = {name: value for name, value in event["body"].items() if name not in {"name", "facts"}}
    promised = event["body"]["facts"]
    if promised is None:
        return RecordedDecision.from_json({**body, "facts": {}, "at": event["at"]})
    grounds = find(store, keys.grounds(event["tenant"], event["case_id"], promised), Grounds)
    if grounds is None or not grounds.facts:
        return RecordedDecision.from_json({**body, "facts": {}, "lost": ERASED, "at": event["at"]})
    if grounds.commitment != promised:
        return RecordedDecision.from_json({**body, "facts": {}, "lost": ALTERED, "at": event["at"]})
    return RecordedDecision.from_json({**body, "facts": grounds.facts, "at": event["at"]})
