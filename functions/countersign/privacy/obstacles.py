"""Why a customer's data may not be erased yet."""

from collections.abc import Iterable, Iterator

from countersign.model.case import Case
from countersign.model.effect import Attempt, AttemptState
from countersign.model.facts import FactSheet
from countersign.ports import Store, Table
from countersign.record import keys
from countersign.record.rows import find
from countersign.record.standing import read_standing


def obstacles(store: Store, cases: Iterable[Case]) -> Iterator[str]:
    """One sentence each; nothing for data that may be erased."""
    for case in cases:
        yield from _of(store, case)


def _of(store: Store, case: Case) -> Iterator[str]:
    sheet = find(store, keys.fact_sheet(case.tenant, case.case_id), FactSheet)
    if sheet and sheet.customer and sheet.customer.legal_hold:
        yield f"Case {case.case_id} says that the customer is under a legal hold."
    if not case.state.terminal:
        yield f"Case {case.case_id} is {case.state}: it must end first."
    elif read_standing(store, case.ref).escalations:
        yield f"Case {case.case_id} lies with people: somebody must resolve that first."
    elif any(attempt.state is AttemptState.UNKNOWN for attempt in _attempts(store, case)):
        yield f"Of an effect of case {case.case_id} nobody knows whether it happened: somebody must settle that first."


def _attempts(store: Store, case: Case) -> Iterator[Attempt]:
    rows = store.query(Table.STATE, keys.case_partition(case.tenant, case.case_id), "ATTEMPT#")
    return (Attempt.from_json(dict(row)) for row in rows)
