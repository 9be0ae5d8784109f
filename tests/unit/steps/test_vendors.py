"""Cases of vendors' systems through the hub's own steps: the shipped playbooks and policies, with Zendesk, Guide and HubSpot as fakes."""

import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from countersign_hubspot.contacts import CUSTOMER_ID
from countersign_hubspot.fake import HubSpotFake
from countersign_zendesk.fake import ZendeskFake
from countersign_zendesk.webhooks import SIGNATURE, TIMESTAMP, sign
from countersign_zendesk_guide.fake import GuideFake
from tests import world as worlds
from tests.builders import TENANT
from tests.world import World

from countersign.adapters.http_transport import HttpTransport
from countersign.adapters.in_memory import InMemorySecrets
from countersign.connectors import Catalogue, load
from countersign.model.case import CaseRef, CaseState
from countersign.ports import Power
from countersign.sdk import Connector, RawWebhook, Request, Response
from countersign.sdk.conformance import FakeSystem

SECRET = "dGhpcy1pcy10aGUtd2ViaG9vay1zZWNyZXQ="
MARTA = "5001"
# The fakes' own day.
NOON = datetime(2026, 11, 21, 12, 0, 30, tzinfo=UTC)


@cache
def vendors() -> Catalogue:
    return load(["countersign-zendesk", "countersign-zendesk-guide", "countersign-hubspot"])


class FakeTransport(HttpTransport):
    """The real rules of a dialogue, over fakes in this process."""

    def __init__(self) -> None:
        """No socket is opened: `send` asks the fake itself."""
        self.zendesk, self.guide, self.hubspot = ZendeskFake(), GuideFake(), HubSpotFake()
        self.hubspot.contacts["512"] |= {CUSTOMER_ID: MARTA, "countersign_identity_verified": "true"}
        del self.hubspot.contacts["513"]
        self.fakes: dict[str, FakeSystem] = {"zendesk": self.zendesk, "zendesk_guide": self.guide, "hubspot": self.hubspot}

    def send(self, _tenant: str, connector: Connector, request: Request, **_: Any) -> Response:
        return self.fakes[connector.manifest.name].respond(request)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(worlds, "catalogue", vendors)
    world = World(now=NOON)
    world.transport = FakeTransport()
    world.secrets = InMemorySecrets({(TENANT, "zendesk", Power.WEBHOOK): {"keys": [SECRET]}})
    return world


def written(text: str, at: datetime) -> RawWebhook:
    ticket = {"id": "101", "requester_id": MARTA, "subject": "A question", "description": text, "via": {"channel": "email"}}
    message = {"type": "zen:event-type:ticket.created", "id": "event-1", "time": "2026-11-18T12:00:00Z", "detail": ticket}
    body, timestamp = json.dumps(message).encode(), f"{at:%Y-%m-%dT%H:%M:%SZ}"
    headers = {TIMESTAMP: timestamp, SIGNATURE: sign(timestamp=timestamp, body=body, key=SECRET)}
    return RawWebhook(headers=headers, body=body, url="https://hub.example/webhooks/main/zendesk")


def received(world: World, text: str) -> CaseRef:
    (accepted,) = world.intake(written(text, world.now), connector="zendesk")
    return CaseRef(tenant=TENANT, case_id=accepted.case_id)


def comments(world: World) -> list[tuple[bool, str]]:
    events = [event for audit in world.transport.zendesk.audits for event in audit["events"]]
    return [(event["public"], event["body"]) for event in events if event["type"] == "Comment"]


def test_a_question_is_answered_in_zendesk_from_guide(world: World) -> None:
    ref = received(world, "May I return goods that I do not like, and within how many days?")

    world.run(ref)

    ((public, text),) = comments(world)
    assert (public, world.case(ref).state) == (True, CaseState.RESOLVED)
    assert "Goods may be returned within thirty days.\n\nSource: Returns (900005, version 20260101000000)" in text
    assert text.startswith("Hello Marta Holm,")


def test_what_the_hub_cannot_do_is_handed_over_in_zendesk(world: World) -> None:
    ref = received(world, "Please make me a poem about your garden benches.")

    world.run(ref)

    ((public, text),) = comments(world)
    assert (public, world.case(ref).state) == (False, CaseState.ESCALATED)
    assert text.startswith("[queue customer_care]\n\n")


def test_a_customer_whom_hubspot_knows_too_little_of_gets_no_answer_of_the_hubs(world: World) -> None:
    world.transport.hubspot.contacts["512"]["countersign_vulnerable"] = None
    ref = received(world, "May I return goods that I do not like, and within how many days?")

    world.run(ref)

    assert [public for public, _ in comments(world)] == [False]
    assert world.case(ref).state is CaseState.ESCALATED
