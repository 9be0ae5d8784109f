import json
from typing import Any

import pytest
from countersign_hubspot_tickets.connector import HubSpotTickets

from countersign.sdk import RawWebhook

NUMBERS = {"portalId": 1, "subscriptionId": 2, "eventId": 3, "objectId": 701, "occurredAt": 1_795_262_399_250, "attemptNumber": 0}


def parsed(**told: Any) -> list[tuple[str, str, str | None, Any]]:
    webhook = RawWebhook(
        headers={}, body=json.dumps([{**NUMBERS, **told}]).encode(), url="https://hub.example/webhooks/main/hubspot_tickets"
    )
    return [(event.source, event.type, event.subject, event.data) for event in HubSpotTickets().parse_event(webhook)]


def test_a_change_is_told_with_what_it_was() -> None:
    change = parsed(subscriptionType="ticket.propertyChange", propertyName="content", propertyValue="Köln")

    assert change == [("hubspot_tickets", "ticket.changed", "701", {"record_id": "701", "property": "content", "value": "Köln"})]


@pytest.mark.parametrize("told", [{"subscriptionType": "ticket.deletion"}, {"subscriptionType": "object.deletion", "objectTypeId": "0-5"}])
def test_a_ticket_that_is_gone_is_told(told: dict[str, str]) -> None:
    assert parsed(**told) == [("hubspot_tickets", "ticket.deleted", "701", {"record_id": "701"})]


@pytest.mark.parametrize(
    "told",
    [
        {"subscriptionType": "ticket.creation"},
        {"subscriptionType": "contact.deletion"},
        {"subscriptionType": "object.deletion", "objectTypeId": "0-1"},
    ],
)
def test_other_objects_and_a_creation_without_a_word_of_what_was_written_are_left_out(told: dict[str, str]) -> None:
    assert parsed(**told) == []
