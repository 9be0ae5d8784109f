"""A case that people have asked more of."""

from datetime import datetime, timedelta

from countersign.model.case import CaseRef, CaseState
from countersign.ports import Put, Store
from countersign.record import keys
from countersign.record.rows import load_case

# The workflow of a healthy case ends within seconds; after this the sweep looks.
UNACCOUNTED_AFTER = timedelta(seconds=120)


def reopened(store: Store, ref: CaseRef, now: datetime) -> Put:
    """The write that makes the case the hub's again, over what was read of it; raises CaseNotFoundError."""
    case = load_case(store, ref)
    again = case.model_copy(update={"state": CaseState.RECEIVED, "starts": 1})
    expect = {"state": case.state.value, "starts": case.starts}
    return Put(keys.case(ref.tenant, ref.case_id), again.to_json(), expect=expect, due_at=now + UNACCOUNTED_AFTER)
