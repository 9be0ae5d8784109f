"""Finding cases by what somebody has in hand, and cases and decisions of a day by what became of them."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from countersign.errors import RequestRefusedError
from countersign.model.approval import ApprovalRequest
from countersign.model.case import Case, CaseState
from countersign.model.decision import Verdict
from countersign.model.frozen import Frozen
from countersign.model.triage import Assessment
from countersign.ports import Row, Store
from countersign.record import indexes, keys
from countersign.record.paging import FIRST, Listing, Page, Wanted, page, sifted
from countersign.record.rows import find
from countersign.viewing.cases import beginning_of, summary

# Each costs a read or two, so that a rare state takes several pages to be found on a busy day.
EXAMINED_CASES = 200
_CASE = re.compile(r"C-[0-9A-Z]{16}")
_APPROVAL = re.compile(r"[0-9a-f]{32}")
_ACTION = re.compile(r"[0-9a-f]{64}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_Name = Annotated[str, Field(min_length=1, max_length=100)]


class Search(Frozen):
    """What is looked for: an id of any kind, or what happened on a day (`YYYY-MM-DD`, UTC).

    With a verdict or a policy it is decisions that are looked for, else cases.
    """

    q: _Name | None = None
    day: _Name | None = None
    state: CaseState | None = None
    intent: _Name | None = None
    verdict: Verdict | None = None
    policy: _Name | None = None

    @model_validator(mode="after")
    def _is_one_question(self) -> Self:
        if (self.q is None) == (self.day is None):
            raise ValueError("either an id, or a day")
        if self.q and self.narrows:
            raise ValueError("an id is found whatever became of it")
        if self.state and self.for_decisions:
            raise ValueError("decisions have a verdict, cases have a state")
        return self

    @property
    def narrows(self) -> bool:
        return any((self.state, self.intent, self.verdict, self.policy))

    @property
    def for_decisions(self) -> bool:
        return bool(self.verdict or self.policy)


def search(store: Store, tenant: str, asked: Search, wanted: Wanted = FIRST) -> Page:
    """Cases as lists show them, or entries of a day's decisions, the newest first; raises RequestRefusedError (400).

    Of a day that is narrowed, a page may be short and not be the last: it costs what is looked at, and that has an end.
    """
    if asked.q:
        return _by_id(store, tenant, asked.q, wanted)
    if asked.for_decisions:
        return sifted(store, indexes.decisions_of_day(tenant, beginning_of(asked.day or "")), wanted, lambda row: _decided(row, asked))
    return _cases(store, tenant, asked, wanted)


def _by_id(store: Store, tenant: str, name: str, wanted: Wanted) -> Page:
    if _IDENTIFIER.fullmatch(name) is None:
        raise RequestRefusedError(400, "Search for the id of a case, ticket, customer or approval, or for the digest of an action.")
    if _CASE.fullmatch(name):
        return _one(store, tenant, name)
    if _APPROVAL.fullmatch(name) and (approval := find(store, keys.approval(tenant, name), ApprovalRequest)):
        return _one(store, tenant, approval.case_id)
    if _ACTION.fullmatch(name) and (pointer := store.get(indexes.action_case(tenant, name))):
        return _one(store, tenant, str(pointer["case_id"]))
    of_ticket = indexes.cases_of_ticket(tenant, name)
    return _summaries(
        store,
        tenant,
        of_ticket if store.query(of_ticket.table, of_ticket.partition, limit=1) else indexes.cases_of_customer(tenant, name),
        wanted,
    )


def _one(store: Store, tenant: str, case_id: str) -> Page:
    case = find(store, keys.case(tenant, case_id), Case)
    return Page([summary(case)] if case else [], None)


def _summaries(store: Store, tenant: str, listing: Listing, wanted: Wanted) -> Page:
    found = page(store, listing, wanted)
    cases = [find(store, keys.case(tenant, row["case_id"]), Case) for row in found.rows]
    return Page([summary(case) for case in cases if case], found.next_cursor)


def _cases(store: Store, tenant: str, asked: Search, wanted: Wanted) -> Page:
    listing = indexes.cases_of_day(tenant, beginning_of(asked.day or ""))
    if not asked.narrows:
        return _summaries(store, tenant, listing, wanted)
    read: dict[str, Case] = {}

    def fits(row: Row) -> bool:
        case = find(store, keys.case(tenant, row["case_id"]), Case)
        if case is None or asked.state not in {None, case.state} or not _wants(store, case, asked.intent):
            return False
        read[case.case_id] = case
        return True

    found = sifted(store, listing, wanted, fits, examined=EXAMINED_CASES)
    return Page([summary(read[row["case_id"]]) for row in found.rows], found.next_cursor)


def _wants(store: Store, case: Case, intent: str | None) -> bool:
    if intent is None:
        return True
    assessment = find(store, keys.assessment(case.tenant, case.case_id), Assessment)
    return assessment is not None and assessment.intent == intent


def _decided(row: Mapping[str, Any], asked: Search) -> bool:
    return (
        asked.verdict in {None, row["verdict"]}
        and asked.intent in {None, row["intent"]}
        and (asked.policy is None or asked.policy in row["policies"])
    )
