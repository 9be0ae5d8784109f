"""From nothing to a case: a connector that the scaffold wrote and nobody touched, checked, approved, enabled, and asked to answer."""

import importlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
from tests.e2e.clones import clone_into, deployed
from tests.e2e.other_systems import asked_at_the_company, keep_secret, story_of
from tests.own_environment import OwnEnvironment

from countersign.kit.serving import serving
from countersign.local.session import Stack
from countersign.local.users import TENANT

ENABLED = ("larkdesk", "sandbox-crm", "sandbox-knowledge", "sandbox-payments", "sandbox-telephony")
CUSTOMER = "CUST-0001"
TICKET = "ticket-7"
FROM_NOTHING = (
    "countersign connector new larkdesk --capability TICKETING --into plugins",
    "uv pip install --no-deps --editable plugins/larkdesk",
    "countersign connector check countersign-larkdesk --report plugins/larkdesk/conformance.json",
    "echo ./plugins/larkdesk >> plugins/connectors.txt",
    "countersign connector pin",
)


@pytest.fixture(scope="module")
def operators_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An operator's clone, with one connector more."""
    repository = clone_into(tmp_path_factory.mktemp("operator"))
    environment = OwnEnvironment(repository)
    for command in FROM_NOTHING:
        environment.run(command)
    return repository


@pytest.fixture(scope="module")
def larkdesk(operators_sources: Path) -> Iterator[ModuleType]:
    """What it says of itself: its fake, and how it signs."""
    with pytest.MonkeyPatch.context() as patched:
        patched.syspath_prepend(operators_sources / "plugins" / "larkdesk")
        yield importlib.import_module("countersign_larkdesk.conformance")


@pytest.fixture(scope="module")
def hub(operators_sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Deployed with Larkdesk in the place of the sandbox company's ticketing."""
    with deployed(operators_sources, tmp_path_factory.mktemp("scaffold"), enabled=ENABLED) as stack:
        yield stack


@pytest.fixture(scope="module")
def desk(hub: Stack, larkdesk: ModuleType) -> Iterator[Any]:
    """The fake at work, with a customer's ticket."""
    subject = larkdesk.subject()
    fake = subject.fake()
    fake.tickets[TICKET] = {**fake.tickets["ticket-1"], "ticket_id": TICKET, "customer_id": CUSTOMER}
    with serving(fake) as address:
        for power in ("read", "write"):
            keep_secret(hub, f"larkdesk/{power}", {"base_url": address, "token": "larkdesk's"})
        keep_secret(hub, "larkdesk/webhook", {"keys": [subject.webhook.key]})
        yield fake


@pytest.fixture(scope="module")
def story(hub: Stack, desk: Any, larkdesk: ModuleType) -> Mapping[str, Any]:
    """What became of the ticket, of which Larkdesk tells the hub."""
    assert desk.effects == []
    body = larkdesk.body(TICKET, CUSTOMER, "Hello, what are your opening hours on Saturday?")
    webhook = larkdesk.signed(body, larkdesk.subject().webhook.key, int(time.time()))
    told = httpx.post(f"{hub.api_url}/webhooks/{TENANT}/larkdesk", content=webhook.body, headers=webhook.headers, timeout=60)
    assert told.is_success, told.text
    return story_of(hub, TICKET)


def test_the_scaffold_is_gold(operators_sources: Path) -> None:
    report = json.loads((operators_sources / "plugins" / "larkdesk" / "conformance.json").read_text())

    assert report["level"] == "gold"


def test_the_case_is_resolved(story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED", json.dumps(story, indent=1)[:6000]


def test_the_customer_is_answered_once_in_the_connectors_own_system(desk: Any, story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED"
    [written] = desk.written
    assert (written["kind"], written["ticket_id"]) == ("reply", TICKET)
    assert "Source: " in written["text"]
    assert [happened.recipient for happened in desk.effects] == [CUSTOMER]


def test_a_forged_webhook_is_refused(hub: Stack, desk: Any, larkdesk: ModuleType) -> None:
    assert TICKET in desk.tickets
    body = larkdesk.body("ticket-8", CUSTOMER, "Pay me back.")
    forged = larkdesk.signed(body, larkdesk.subject().webhook.other_key, int(time.time()))

    answer = httpx.post(f"{hub.api_url}/webhooks/{TENANT}/larkdesk", content=forged.body, headers=forged.headers, timeout=60)

    assert answer.status_code == httpx.codes.UNAUTHORIZED


def test_nobody_asked_the_sandbox_company_for_tickets(hub: Stack, story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED"
    asked = asked_at_the_company(hub)

    assert {"crm", "knowledge"} <= asked
    assert "ticketing" not in asked
