from collections.abc import Generator
from typing import Any
from urllib.parse import parse_qs

import pytest
from countersign_twilio.connector import Twilio
from countersign_twilio.fake import LIVE_CALL, TwilioFake, sid_of

from countersign.sdk import Applied, NotApplied, NotListedError, Request, Response, Unknown
from countersign.sdk.dialogue import run

CONNECTOR = Twilio()
LIVE = {"customer_id": "CUST-0001", "call_id": LIVE_CALL}
TO = {"customer_id": "CUST-0001", "to": "+4915550100001"}


def converse(fake: TwilioFake, dialogue: Generator[Request, Response, Any]) -> Any:
    return run(CONNECTOR.manifest, dialogue, fake.respond)


@pytest.mark.parametrize(
    ("action", "arguments", "path", "form"),
    [
        ("sms.send", {**TO, "text": "Grüße & bis bald"}, "/Messages.json", {"To": TO["to"], "Body": "Grüße & bis bald"}),
        (
            "call.place",
            {**TO, "queue": "orders", "announcement": "R&D <here>"},
            "/Calls.json",
            {"To": TO["to"], "Twiml": "<Response><Say>R&amp;D &lt;here&gt;</Say><Enqueue>orders</Enqueue></Response>"},
        ),
        (
            "call.transfer",
            {**LIVE, "queue": "risk"},
            f"/Calls/{LIVE_CALL}.json",
            {"Twiml": "<Response><Enqueue>risk</Enqueue></Response>"},
        ),
        ("call.end", LIVE, f"/Calls/{LIVE_CALL}.json", {"Status": "completed"}),
    ],
)
def test_each_action_is_one_form(action: str, arguments: dict[str, str], path: str, form: dict[str, str]) -> None:
    request = CONNECTOR.prepare(action, arguments, key="key-1")

    assert (request.method, request.path) == ("POST", path)
    assert {name: values[0] for name, values in parse_qs(request.body or "").items()} == form


@pytest.mark.parametrize(
    ("action", "arguments"), [("sms.send", {**TO, "text": "Hi"}), ("call.place", {**TO, "queue": "orders", "announcement": "Hi"})]
)
def test_a_message_or_call_that_is_there_is_not_taken_for_ours(action: str, arguments: dict[str, str]) -> None:
    fake = TwilioFake()
    request = CONNECTOR.prepare(action, arguments, key="key-1")
    fake.respond(request)

    assert isinstance(converse(fake, CONNECTOR.reconcile(action, request, key="key-1")), Unknown)


def test_a_call_is_found_in_the_teams_queue_on_a_later_page() -> None:
    fake = TwilioFake()
    request = CONNECTOR.prepare("call.transfer", {**LIVE, "queue": "orders"}, key="key-1")
    fake.respond(request)

    assert converse(fake, CONNECTOR.reconcile("call.transfer", request, key="key-1")) == Applied(
        vendor_id=LIVE_CALL, result={"id": LIVE_CALL}
    )


@pytest.mark.parametrize("queue", ["risk", "nobody"])
def test_a_call_in_another_queue_is_left_to_people(queue: str) -> None:
    fake = TwilioFake(waiting={LIVE_CALL: "orders"})
    request = CONNECTOR.prepare("call.transfer", {**LIVE, "queue": queue}, key="key-1")

    assert isinstance(converse(fake, CONNECTOR.reconcile("call.transfer", request, key="key-1")), Unknown)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("completed", Applied), ("no-answer", Applied), ("in-progress", NotApplied), ("ringing", NotApplied)],
)
def test_a_call_says_itself_whether_it_is_over(status: str, outcome: type) -> None:
    fake = TwilioFake()
    fake.calls[0]["status"] = status
    request = CONNECTOR.prepare("call.end", LIVE, key="key-1")

    assert isinstance(converse(fake, CONNECTOR.reconcile("call.end", request, key="key-1")), outcome)


def test_what_was_sent_is_listed_page_by_page_and_what_was_received_is_not() -> None:
    fake = TwilioFake()
    for number in range(3):
        fake.respond(CONNECTOR.prepare("sms.send", {**TO, "text": f"Message {number}"}, key="key-1"))
    fake.messages[1]["direction"] = "inbound"

    first = converse(fake, CONNECTOR.list_effects("sms.send", since="2026-11-21T00:00:00Z", page=None))
    second = converse(fake, CONNECTOR.list_effects("sms.send", since="2026-11-21T00:00:00Z", page=first.next_page))

    assert [effect.vendor_id for effect in (*first.effects, *second.effects)] == [sid_of("SM", 3), sid_of("SM", 1)]
    assert (first.effects[0].at.isoformat(), second.next_page) == ("2026-11-21T12:00:00+00:00", None)


def test_the_first_page_begins_at_a_time() -> None:
    request = next(CONNECTOR.list_effects("call.place", since="2026-11-21T00:00:00Z", page=None))

    assert (request.path, request.query) == ("/Calls.json", (("StartTime>", "2026-11-21T00:00:00Z"), ("PageSize", "50")))


@pytest.mark.parametrize("action", ["call.transfer", "call.end"])
def test_changes_of_calls_are_not_listed(action: str) -> None:
    with pytest.raises(NotListedError):
        converse(TwilioFake(), CONNECTOR.list_effects(action, since="2026-11-21T00:00:00Z", page=None))
