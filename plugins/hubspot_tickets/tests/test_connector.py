import json
from typing import Any

import pytest
from countersign_hubspot_tickets.connector import HubSpotTickets
from countersign_hubspot_tickets.fake import HubSpotTicketsFake
from countersign_hubspot_tickets.tickets import CUSTOMER_ID, KEY, QUEUE, TAGS

from countersign.sdk import Applied, InvalidArgumentsError, NotApplied, ReadRefusedError, Unknown
from countersign.sdk.dialogue import run

CONNECTOR = HubSpotTickets()
TICKET = {"ticket_id": "701"}
NOTE = {**TICKET, "text": "Lid <b> & slat\nloose"}
HAND_OVER = {**TICKET, "queue": "complaints", "summary": "Wrong colour, twice."}
TAG = {**TICKET, "tags": ["orders", "broken goods"]}
DONE = Applied(vendor_id="701")


def read(fake: HubSpotTicketsFake) -> Any:
    return run(CONNECTOR.manifest, CONNECTOR.read("ticket.read", TICKET), fake.respond)


def sent(fake: HubSpotTicketsFake, action: str, arguments: dict[str, Any], key: str) -> None:
    fake.respond(CONNECTOR.prepare(action, arguments, key=key))


def looked_up(fake: HubSpotTicketsFake, action: str, arguments: dict[str, Any], key: str) -> Any:
    request = CONNECTOR.prepare(action, arguments, key=key)
    return run(CONNECTOR.manifest, CONNECTOR.reconcile(action, request, key=key), fake.respond)


def test_a_ticket_is_told_in_the_hubs_words() -> None:
    assert read(HubSpotTicketsFake()) == {
        **TICKET,
        "customer_id": "CUST-0001",
        "channel": "email",
        "subject": "Gießkanne",
        "text": "It came broken.",
        "status": "open",
        "queue": None,
        "tags": ["orders"],
        "created_at": "2026-11-21T12:00:00.000Z",
        "updated_at": "2026-11-21T12:00:00.000Z",
    }


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ({"hs_pipeline_stage": "4"}, {"status": "closed"}),
        ({"source_type": "PHONE"}, {"channel": "voice"}),
        ({"source_type": None}, {"channel": "portal"}),
        ({QUEUE: "complaints"}, {"queue": "complaints"}),
        ({TAGS: None}, {"tags": []}),
        ({TAGS: "orders;broken goods"}, {"tags": ["orders", "broken goods"]}),
    ],
)
def test_what_a_property_says_of_a_ticket(held: dict[str, str | None], told: dict[str, Any]) -> None:
    fake = HubSpotTicketsFake()
    fake.tickets["701"] |= held

    assert told.items() <= read(fake).items()


@pytest.mark.parametrize(("contacts", "why"), [((), "0 contacts"), (("512", "513"), "2 contacts")])
def test_a_ticket_of_nobody_or_of_several_has_no_known_customer(contacts: tuple[str, ...], why: str) -> None:
    with pytest.raises(ReadRefusedError, match=why):
        read(HubSpotTicketsFake(contacts_of_tickets=contacts))


def test_a_contact_that_bears_two_labels_is_one_customer() -> None:
    assert read(HubSpotTicketsFake(contacts_of_tickets=("512", "512")))["customer_id"] == "CUST-0001"


def test_a_contact_whom_the_hub_has_no_name_for_is_not_guessed() -> None:
    with pytest.raises(ReadRefusedError, match=f"the contact's {CUSTOMER_ID} is empty"):
        read(HubSpotTicketsFake(contacts={"512": {CUSTOMER_ID: None}}))


def test_a_note_is_one_request_that_shows_its_text_as_it_was_written() -> None:
    request = CONNECTOR.prepare("ticket.note_internal", NOTE, key="key-1")

    assert (request.method, request.path) == ("POST", "/crm/v3/objects/notes")
    assert json.loads(request.body or "") == {
        "associations": [{"to": {"id": "701"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 228}]}],
        "properties": {"hs_note_body": "Lid &lt;b&gt; &amp; slat<br>loose", KEY: "key-1"},
    }


def test_a_ticket_is_handed_over_with_its_summary_by_one_request() -> None:
    request = CONNECTOR.prepare("ticket.hand_over", HAND_OVER, key="key-1")

    assert (request.method, request.path) == ("PATCH", "/crm/v3/objects/tickets/701")
    assert json.loads(request.body or "") == {
        "properties": {QUEUE: "complaints", "countersign_summary": "Wrong colour, twice.", KEY: "key-1"}
    }


@pytest.mark.parametrize(("action", "arguments"), [("ticket.hand_over", HAND_OVER), ("ticket.tag", TAG)])
def test_a_change_is_found_in_the_tickets_history_after_others_changed_it(action: str, arguments: dict[str, Any]) -> None:
    fake = HubSpotTicketsFake()
    sent(fake, action, arguments, "key-1")
    sent(fake, "ticket.tag", {**TICKET, "tags": []}, "key-2")

    assert looked_up(fake, action, arguments, "key-1") == DONE.model_copy(update={"result": {"id": "701"}})
    assert isinstance(looked_up(fake, action, arguments, "key-3"), NotApplied)


@pytest.mark.parametrize(("changes", "outcome"), [(19, NotApplied), (20, Unknown)])
def test_a_history_that_may_have_forgotten_a_change_proves_nothing(changes: int, outcome: type) -> None:
    fake = HubSpotTicketsFake()
    for number in range(changes):
        sent(fake, "ticket.tag", TAG, f"key-{number}")

    assert isinstance(looked_up(fake, "ticket.tag", TAG, "key-20"), outcome)


def test_a_note_is_found_among_many_and_one_that_is_not_there_may_still_come() -> None:
    fake = HubSpotTicketsFake()
    for number in range(150):
        sent(fake, "ticket.note_internal", NOTE, f"key-{number}")

    assert looked_up(fake, "ticket.note_internal", NOTE, "key-149") == Applied(vendor_id="150", result={"id": "150"})
    assert isinstance(looked_up(fake, "ticket.note_internal", NOTE, "key-150"), Unknown)


@pytest.mark.parametrize(("action", "arguments"), [("ticket.hand_over", HAND_OVER), ("ticket.tag", TAG)])
def test_what_nobody_read_before_is_not_taken_back(action: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentsError, match="nobody knows"):
        CONNECTOR.compensate(action, arguments, DONE)


def test_a_hand_over_goes_back_to_no_queue() -> None:
    taken_back = CONNECTOR.compensate("ticket.hand_over", {**HAND_OVER, "former_queue": None}, DONE)

    assert taken_back == {**TICKET, "queue": None, "summary": "The last hand-over was taken back.", "former_queue": "complaints"}


def test_the_self_test_names_what_is_missing() -> None:
    well = HubSpotTicketsFake()
    poor = HubSpotTicketsFake(properties={**well.properties, "tickets": (KEY, TAGS), "notes": ()})

    assert run(CONNECTOR.manifest, CONNECTOR.check(), well.respond).ok
    assert run(CONNECTOR.manifest, CONNECTOR.check(), poor.respond).findings == (
        "tickets have no property countersign_queue",
        "tickets have no property countersign_summary",
        "notes have no property countersign_key",
    )
