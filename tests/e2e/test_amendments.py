"""A refund taken back while it can be, and one that became another while people were asked about it."""

from collections.abc import Iterator, Mapping
from time import time
from typing import Any

import pytest

from countersign.local.demo.stage import Customer, Stage, Ticket
from countersign.local.session import Stack


@pytest.fixture(scope="module")
def stage(stack: Stack) -> Iterator[Stage]:
    with Stage(stack, run=int(time())) as stage:
        stage.loosen_all()
        yield stage


def effects(stage: Stage, customer: Customer) -> list[tuple[str, int | None]]:
    return [(effect["kind"], effect.get("amount_minor")) for effect in stage.effects(customer)]


def refund_in(story: Mapping[str, Any]) -> str:
    (refund,) = [shown["action"] for shown in story["undo"] if shown["by"] == "refund.reverse"]
    return str(refund)


def test_a_refund_is_taken_back_with_the_yes_of_another(stage: Stage) -> None:
    """I2, I5: an action of its own, approved by somebody who did not ask, once."""
    customer = stage.customer("Lars Moen", amount_minor=2_000)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, the can leaks.")
    address = f"/effects/{ticket.case_id}/{refund_in(stage.end_of(ticket))}/undo"
    answers = [stage.api("lena").post(address, json={"reason": "wrong order"}).status_code for _ in range(2)]
    assert stage.vote("sam", stage.question_about(ticket)).is_success
    story = stage.end_of(ticket)
    assert (answers, story["case"]["state"], story["escalations"]) == ([202, 409], "RESOLVED", [])
    assert effects(stage, customer) == [("refund", 2_000), ("reply", None), ("reversal", 2_000)]


def test_what_a_lead_wants_instead_is_asked_about_anew(stage: Stage) -> None:
    """I4, I5: the old question is over without a trace among people, and its lead does not answer the new one."""
    customer = stage.customer("Mara Olsen", amount_minor=12_000)
    ticket = stage.write_in(customer, f"Please refund order {customer.order}, the bench is broken.")
    before = stage.question_about(ticket)
    edited = _edit(stage, ticket, before, amount_minor=11_000)
    after = stage.question_about(ticket)
    votes = [stage.vote("sam", question).status_code for question in (before, after)]
    story = stage.end_of(ticket)
    assert (edited, votes, story["case"]["state"], story["escalations"]) == (202, [409, 200], "RESOLVED", [])
    assert effects(stage, customer) == [("refund", 11_000), ("reply", None)]


def _edit(stage: Stage, ticket: Ticket, asked: Mapping[str, Any], **arguments: int) -> int:
    body = {"arguments": arguments, "reason": "the lid is fine"}
    return stage.api("lena").post(f"/cases/{ticket.case_id}/actions/{asked['action']}/edits", json=body).status_code
