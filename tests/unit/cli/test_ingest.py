import json

import httpx
import pytest

from countersign.local.seed import WEBHOOK_CONNECTOR
from countersign.local.users import TENANT
from countersign.steps.intake import case_id_for

REFUND = "Please refund order ORD-1001."
UNCLEAR = "lorem ipsum dolor"


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr("countersign.cli.settling.LOOK_SECONDS", 0)
    monkeypatch.setattr("countersign.cli.ingestion._FIRST_LOOK_SECONDS", 0)
    # One at a time: the world in this process has one clock and one caller.
    monkeypatch.setattr("countersign.cli.ingestion._AT_ONCE", 1)


@pytest.fixture
def file(tmp_path):
    def written(*rows):
        path = tmp_path / "messages.csv"
        path.write_text("text,who\n" + "".join(f'"{text}",{who}\n' for text, who in rows), encoding="utf-8")
        return path

    return written


class Company:
    """Takes tickets and delivers their webhooks to the world at once."""

    def __init__(self, world, *, delivers=True, works=True):
        self.world, self.delivers, self.works = world, delivers, works
        self.forms = []

    def __call__(self, request):
        form = json.loads(request.content)
        self.forms.append(form)
        number = len(self.forms)
        ticket_id, event_id = f"TICK-{number:04d}", f"evt_{number}"
        if self.delivers:
            ref = self.world.receive(event_id, ticket_id=ticket_id, **form)
            if self.works:
                self.world.run(ref)
        return httpx.Response(201, json={"id": ticket_id, "event_id": event_id})


def test_every_message_is_counted_by_how_it_ended_and_what_was_decided(stack, world, run, file):
    stack.company = Company(world)
    told = run("ingest", file((REFUND, "CUST-0001"), (UNCLEAR, "CUST-0007")), "--text-column", "text", "--customer-column", "who", "--json")
    assert told.code == 0
    report = told.told
    assert report.pop("seconds") >= 0
    assert report == {
        "sent": 2,
        "by_end_state": {"RESOLVED": 1, "ESCALATED": 1},
        "by_verdict": {"ALLOW": 2, "ESCALATE": 1},
        "stuck": [],
        "unaccounted": [],
    }
    assert [form["customer_id"] for form in stack.company.forms] == ["CUST-0001", "CUST-0007"]


def test_messages_go_round_the_customers_of_the_company(stack, world, run, file):
    stack.company = Company(world)
    run("ingest", file(*[(UNCLEAR, "")] * 3), "--text-column", "text")
    assert [form["customer_id"] for form in stack.company.forms] == ["CUST-0001", "CUST-0002", "CUST-0003"]


def test_a_person_reads_a_table_and_sees_progress(stack, world, run, file):
    stack.company = Company(world)
    told = run("ingest", file((REFUND, "")), "--text-column", "text")
    assert "1 messages sent" in told.out
    assert "RESOLVED" in told.out
    assert "Sent and followed: 1 of 1" in told.err


def test_a_message_that_never_arrives_is_unaccounted_for(stack, world, run, file):
    stack.company = Company(world, delivers=False)
    told = run("ingest", file((REFUND, "")), "--text-column", "text", "--patience", 0, "--json")
    assert told.code == 1
    case_id = case_id_for(TENANT, WEBHOOK_CONNECTOR, "evt_1")
    assert told.told["unaccounted"] == [{"line": 2, "ticket_id": "TICK-0001", "case_id": case_id, "why": "not arrived"}]


def test_a_case_that_does_not_end_is_unaccounted_for(stack, world, run, file):
    stack.company = Company(world, works=False)
    told = run("ingest", file((REFUND, "")), "--text-column", "text", "--patience", 0)
    assert told.code == 1
    assert "RECEIVED" in told.out


def test_a_stuck_case_is_listed_and_accounted_for(stack, world, run, file):
    company = Company(world, works=False)

    def sticking(request):
        answer = company(request)
        for _ in range(6):
            world.wait(minutes=20)
            world.sweep()
        return answer

    stack.company = sticking
    told = run("ingest", file((REFUND, "")), "--text-column", "text", "--json")
    assert (told.code, told.told["by_end_state"]) == (0, {"STUCK": 1})
    assert told.told["stuck"][0]["ticket_id"] == "TICK-0001"


def test_what_the_company_does_not_take_is_unaccounted_for(stack, run, file):
    stack.company = lambda _: httpx.Response(500)
    told = run("ingest", file((REFUND, "")), "--text-column", "text", "--json")
    assert told.code == 1
    assert told.told["sent"] == 0
    assert told.told["unaccounted"][0]["why"] == "the company did not take it: status 500"


def test_a_ticket_is_tried_again_as_the_same_ticket(stack, world, run, file):
    company, keys = Company(world), []

    def failing_once(request):
        keys.append(request.headers["idempotency-key"])
        return httpx.Response(429) if len(keys) == 1 else company(request)

    stack.company = failing_once
    assert run("ingest", file((REFUND, "")), "--text-column", "text").code == 0
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_without_waiting_nothing_is_looked_at(stack, world, run, file):
    stack.company = Company(world, works=False)
    told = run("ingest", file((REFUND, "")), "--text-column", "text", "--no-wait", "--json")
    assert (told.code, told.told["sent"], told.told["by_end_state"]) == (0, 1, {})


def test_a_bad_file_is_refused_before_anything_is_sent(stack, world, run, file):
    stack.company = Company(world)
    refused = run("ingest", file((REFUND, ""), ("", "")), "--text-column", "text", "--json")
    assert refused.code == 2
    assert "line 3: the text is empty" in refused.told["error"]
    assert stack.company.forms == []
