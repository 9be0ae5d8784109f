"""Rows by which cases and decisions are found again, in the order of time. Each is written in the transaction of what it points to."""

from datetime import datetime
from typing import Any

from countersign.model.case import Case
from countersign.model.decision import Decision
from countersign.model.frozen import Digest, Frozen, Moment
from countersign.ports import Key, Remove, Replace, Row, Table, Write
from countersign.record.keys import by_time, case_day
from countersign.record.paging import Listing


class DecisionEntry(Frozen):
    """One line of a day's decisions. `name` and `intent` are None when nothing could be decided on the action."""

    at: Moment
    case_id: str
    action: Digest
    verdict: str
    policies: tuple[str, ...]
    name: str | None
    intent: str | None


def of_case(case: Case) -> list[Write]:
    """By the day it was received, by customer and by ticket."""
    row = {"case_id": case.case_id, "at": case.to_json()["received_at"]}
    partitions = (
        case_day(case.tenant, case.received_at),
        _customer_cases(case.tenant, case.customer_id),
        _ticket_cases(case.tenant, case.ticket_id),
    )
    return [Replace(Key(Table.STATE, partition, _case_place(row)), row) for partition in partitions]


def nobodys(case: Case) -> list[Write]:
    """The case is found by customer and ticket no more."""
    place = _case_place({"case_id": case.case_id, "at": case.to_json()["received_at"]})
    partitions = (_customer_cases(case.tenant, case.customer_id), _ticket_cases(case.tenant, case.ticket_id))
    return [Remove(Key(Table.STATE, partition, place)) for partition in partitions]


def of_decision(decision: Decision) -> list[Write]:
    """By the day it was made, and by the actions that it is about: the decided one, and what is warranted in its place."""
    action: dict[str, Any] = decision.facts.get("action", {})
    row = DecisionEntry(
        at=decision.decided_at,
        case_id=decision.case_id,
        action=decision.action,
        verdict=decision.verdict,
        policies=tuple(reason.policy for reason in decision.reasons),
        name=action.get("name"),
        intent=action.get("intent"),
    ).to_json()
    pointer = {"case_id": decision.case_id}
    about = {decision.action, decision.warrant or decision.action}
    return [
        Replace(Key(Table.STATE, _decision_day(decision.tenant, decision.decided_at), _decision_place(row)), row),
        *(Replace(action_case(decision.tenant, digest), pointer) for digest in sorted(about)),
    ]


def of_difference(decision: Decision, difference: Row) -> Write:
    """By the day of the decision that a bundle on trial would have made otherwise."""
    row = {"at": decision.to_json()["decided_at"], "case_id": decision.case_id, "action": decision.action, "difference": difference}
    return Replace(Key(Table.STATE, _shadow_day(decision.tenant, decision.decided_at), _decision_place(row)), row)


def cases_of_day(tenant: str, day: datetime) -> Listing:
    return Listing(case_day(tenant, day), _case_place, newest_first=True)


def cases_of_customer(tenant: str, customer_id: str) -> Listing:
    return Listing(_customer_cases(tenant, customer_id), _case_place, newest_first=True)


def cases_of_ticket(tenant: str, ticket_id: str) -> Listing:
    return Listing(_ticket_cases(tenant, ticket_id), _case_place, newest_first=True)


def decisions_of_day(tenant: str, day: datetime) -> Listing:
    return Listing(_decision_day(tenant, day), _decision_place, newest_first=True)


def differences_of_day(tenant: str, day: datetime) -> Listing:
    return Listing(_shadow_day(tenant, day), _decision_place, newest_first=True)


def action_case(tenant: str, digest: str) -> Key:
    """Which case an action is of."""
    return Key(Table.STATE, f"{tenant}|action-cases|{digest}", "CASE")


def _customer_cases(tenant: str, customer_id: str) -> str:
    return f"{tenant}|customer-cases|{customer_id}"


def _ticket_cases(tenant: str, ticket_id: str) -> str:
    return f"{tenant}|ticket-cases|{ticket_id}"


def _decision_day(tenant: str, moment: datetime) -> str:
    return f"{tenant}|decisions|{moment:%Y-%m-%d}"


def _shadow_day(tenant: str, moment: datetime) -> str:
    return f"{tenant}|shadow|{moment:%Y-%m-%d}"


def _case_place(row: Row) -> str:
    return by_time(datetime.fromisoformat(row["at"]), row["case_id"])


def _decision_place(row: Row) -> str:
    return by_time(datetime.fromisoformat(row["at"]), f"{row['case_id']}#{row['action']}")
