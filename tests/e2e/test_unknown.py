"""A call whose time-out nobody can look up, settled by a person; and an effect that somebody made behind the hub's back."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
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


def ran(stage: Stage, *arguments: str) -> tuple[int, Mapping[str, Any]]:
    """Exit code and answer of a command on this stack."""
    command = [sys.executable, "-c", "from countersign.cli import main; main()", "effect", *arguments]
    ended = subprocess.run([*command, "--state", str(stage.stack.folder.root), "--json"], capture_output=True, text=True, check=False)  # noqa: S603  ours
    return ended.returncode, json.loads(ended.stdout)


def awake_customer(stage: Stage) -> Customer:
    """Somewhere where it is noon, for nobody is called at night."""
    customer = stage.customer("Lena Brandt", amount_minor=5_000)
    noon = {"utc_offset_minutes": (12 - datetime.now(UTC).hour) * 60}
    stage.company.patch(f"/crm/customers/{customer.id}", json=noon).raise_for_status()
    return customer


def call_nobody_knows_of(stage: Stage, customer: Customer) -> tuple[Ticket, str]:
    """The customer's phone rang, but the system neither answers nor tells."""
    stage.bad_day(system="telephony", path_prefix="/calls", method="POST", kind="timeout_after_effect", seconds=12)
    stage.bad_day(system="telephony", path_prefix="/calls", method="GET", kind="error_500")
    ticket = stage.write_in(customer, "Could somebody please call me back?")
    assert stage.end_of(ticket)["case"]["state"] == "ESCALATED"
    _, told = ran(stage, "unknown")
    (unknown,) = [one for one in told["effects"] if one["case_id"] == ticket.case_id]
    assert (unknown["system"], unknown["shown"]["name"]) == ("sandbox_telephony", "call.place")
    return ticket, unknown["action"]


def differences(stage: Stage, since: datetime, action: str) -> list[Mapping[str, Any]]:
    code, told = ran(stage, "reconcile", "--since", f"{since:%Y-%m-%dT%H:%M:%S}")
    assert code == (1 if told["differences"] else 0)
    return [one for one in told["differences"] if one["name"] == action]


def test_a_person_settles_a_call_that_nobody_knows_of(stage: Stage) -> None:
    """I2, I14: the list of calls shows it, a person says so, the case ends, and it rang once."""
    begin = datetime.now(UTC)
    customer = awake_customer(stage)
    ticket, action = call_nobody_knows_of(stage, customer)
    (listed,) = [one for one in differences(stage, begin, "call.place") if one["case_id"] == ticket.case_id]
    assert (listed["kind"], listed["action"]) == ("not_done_here", action)
    answer = ("settle", ticket.case_id, action, "--happened", "--vendor-id", listed["vendor_id"], "--as")
    assert ran(stage, *answer, "sam")[0] == 1
    assert ran(stage, *answer, "olga")[1]["state"] == "DONE"
    story = stage.end_of(ticket)
    assert (story["case"]["state"], story["chain"]["whole"]) == ("RESOLVED", True)
    assert "effect.settled" in {event["type"] for event in story["record"]}
    assert len(stage.effects(customer, "call")) == 1
    assert [one for one in differences(stage, begin, "call.place") if one["case_id"] == ticket.case_id] == []


def test_an_effect_made_behind_the_hubs_back_is_found(stage: Stage) -> None:
    """I1: the hub cannot hinder it, but it does not stay unseen."""
    begin, customer = datetime.now(UTC), stage.customer("Milo Stern", amount_minor=5_000)
    form = {"order_id": customer.order, "customer_id": customer.id, "amount_minor": 4_000, "currency": "EUR", "reason": "a favour"}
    made = stage.company.post("/payments/refunds", json={**form, "reference": "counter 4"}).raise_for_status().json()
    found = {one["vendor_id"]: one for one in differences(stage, begin, "refund.issue")}
    assert (found[made["id"]]["kind"], found[made["id"]]["key"]) == ("not_ours", "counter 4")
