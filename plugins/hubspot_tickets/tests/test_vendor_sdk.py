"""HubSpot's own SDK, against the fake on the loopback: what it writes and reads there is what we write and read."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from countersign_hubspot_tickets.connector import HubSpotTickets
from countersign_hubspot_tickets.fake import HubSpotTicketsFake
from countersign_hubspot_tickets.manifest import TICKET_NOTE_INTERNAL
from countersign_hubspot_tickets.tickets import KEY, QUEUE, SUMMARY, TAGS
from hubspot import HubSpot as Sdk
from hubspot.crm.objects import BatchReadInputSimplePublicObjectId, SimplePublicObjectId
from hubspot.crm.objects.notes import AssociationSpec, PublicAssociationsForObject, PublicObjectId, SimplePublicObjectInputForCreate
from hubspot.crm.tickets import SimplePublicObjectInput
from hubspot.crm.tickets.exceptions import ApiException

from countersign.adapters.late_binding import LateValues, bind
from countersign.kit.serving import serving
from countersign.sdk import Request, Response

CONNECTOR = HubSpotTickets()
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HAND_OVER = {"ticket_id": "701", "queue": "complaints", "summary": "Twice."}


@pytest.fixture
def fake() -> HubSpotTicketsFake:
    return HubSpotTicketsFake()


@pytest.fixture
def sdk(fake: HubSpotTicketsFake) -> Iterator[Sdk]:
    with serving(fake) as address:
        yield Sdk(access_token="token", host=address)


def bound(action: str, arguments: dict[str, Any]) -> Request:
    """As the hub sends it."""
    values = LateValues(ask=lambda _: Response(status=500), setting=lambda _: "", now=lambda: NOON)
    return bind(CONNECTOR.prepare(action, arguments, key="key-1"), TICKET_NOTE_INTERNAL.late_bound, values)


def test_it_reads_what_we_read(sdk: Sdk) -> None:
    ticket = sdk.crm.tickets.basic_api.get_by_id("701", properties=["subject", TAGS], associations=["contacts"])
    stage = sdk.crm.pipelines.pipeline_stages_api.get_by_id("tickets", "0", "4")

    assert (ticket.properties["subject"], ticket.properties[TAGS]) == ("Gießkanne", "orders")
    assert [each.id for each in ticket.associations["contacts"].results] == ["512"]
    assert stage.metadata == {"ticketState": "CLOSED"}


def test_it_changes_what_we_change_and_finds_it_in_the_history(fake: HubSpotTicketsFake, sdk: Sdk) -> None:
    ours = HubSpotTicketsFake()
    wanted = {QUEUE: "complaints", SUMMARY: "Twice.", KEY: "key-1"}

    sdk.crm.tickets.basic_api.update("701", SimplePublicObjectInput(properties=wanted))
    ours.respond(CONNECTOR.prepare("ticket.hand_over", HAND_OVER, key="key-1"))

    assert (fake.tickets, fake.effects) == (ours.tickets, ours.effects)
    told = sdk.crm.tickets.basic_api.get_by_id("701", properties_with_history=[KEY])
    assert [version.value for version in told.properties_with_history[KEY]] == ["key-1"]


def test_it_writes_the_note_that_we_write_and_finds_it_where_we_do(fake: HubSpotTicketsFake, sdk: Sdk) -> None:
    ours = HubSpotTicketsFake()
    on = PublicAssociationsForObject(
        to=PublicObjectId(id="701"), types=[AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=228)]
    )
    properties = {"hs_timestamp": "1795262400000", "hs_note_body": "Twice.", KEY: "key-1"}

    made = sdk.crm.objects.notes.basic_api.create(SimplePublicObjectInputForCreate(properties=properties, associations=[on]))
    ours.respond(bound("ticket.note_internal", {"ticket_id": "701", "text": "Twice."}))

    assert fake.notes == ours.notes
    associated = sdk.crm.associations.v4.basic_api.get_page("ticket", "701", "note", limit=100).results
    assert [str(each.to_object_id) for each in associated] == [made.id]
    found = sdk.crm.objects.batch_api.read(
        "notes", BatchReadInputSimplePublicObjectId(inputs=[SimplePublicObjectId(id=made.id)], properties=[KEY], properties_with_history=[])
    )
    assert [note.properties[KEY] for note in found.results] == ["key-1"]


def test_it_takes_our_fakes_refusals_for_hubspots(sdk: Sdk) -> None:
    with pytest.raises(ApiException) as missing:
        sdk.crm.tickets.basic_api.get_by_id("999")

    assert (missing.value.status, json.loads(missing.value.body)["category"]) == (404, "OBJECT_NOT_FOUND")
