"""Servers for all tests of a run."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.servers.telephony import Telephony, telephony
from tests.servers.trackers import Tracker, tracker

from countersign.kit.serving import serving
from countersign.sdk import RawWebhook, Request, Response

WEBHOOK_KEY = "whsec_bGFya2ZpZWxkLWdvb2RzLXRlc3Qta2V5"


@dataclass
class Ear:
    """Stands where the hub does. `refusals` is what it answers to a body that holds a word, `heard` what it was sent."""

    refusals: dict[str, int] = field(default_factory=dict)
    heard: list[RawWebhook] = field(default_factory=list)

    def respond(self, request: Request) -> Response:
        headers = {name: value for name, value in request.headers if name.startswith("webhook-")}
        self.heard.append(RawWebhook(headers=headers, body=(request.body or "").encode(), url=request.path))
        return Response(status=next((status for word, status in self.refusals.items() if word in (request.body or "")), 202))


@pytest.fixture(scope="session")
def listening() -> Iterator[tuple[Ear, str]]:
    ear = Ear()
    with serving(ear) as address:
        yield ear, address


@pytest.fixture
def ear(listening: tuple[Ear, str]) -> Ear:
    """As if it had heard nothing yet."""
    listening[0].heard.clear()
    listening[0].refusals.clear()
    return listening[0]


@pytest.fixture(scope="session")
def roundup(listening: tuple[Ear, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """Roundup, which anybody may start."""
    home = tmp_path_factory.mktemp("roundup")
    with tracker(home, hub=f"{listening[1]}/webhooks/main/roundup", key=WEBHOOK_KEY) as running:
        yield running


@pytest.fixture(scope="session")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephony]:
    """Kamailio between a customer's phone and two teams'."""
    with telephony(tmp_path_factory.mktemp("telephony")) as running:
        yield running
