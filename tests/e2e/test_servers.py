"""A case through two systems nobody here wrote: told by Roundup, answered from MediaWiki, replied to and tagged in Roundup."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.clones import clone_into, deployed
from tests.e2e.other_systems import asked_at_the_company, keep_secret, story_of
from tests.servers.trackers import Tracker, tracker
from tests.servers.wikis import Wiki, wiki

from countersign.local.session import Stack
from countersign.local.users import TENANT

pytestmark = pytest.mark.servers

ENABLED = ("roundup", "mediawiki", "sandbox-crm", "sandbox-payments", "sandbox-telephony")
CUSTOMER = "CUST-0001"
TAGGED = """
[[opening_hours.propose]]
action = "ticket.tag"
after = "ticket.reply_public"
[opening_hours.propose.arguments]
ticket_id = "{ticket.id}"
tags = ["{intent}"]
"""
GRANTED = """
[[grants]]
intent = "opening_hours"
action = "ticket.tag"
channels = ["portal"]
level = "act"
"""


@pytest.fixture(scope="module")
def operators_sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An operator's clone, whose playbook also tags, and may."""
    repository = clone_into(tmp_path_factory.mktemp("operator"))
    playbooks, autonomy = (repository / "policies" / name for name in ("playbooks.toml", "autonomy.toml"))
    before, templates, after = playbooks.read_text().partition("[templates]")
    playbooks.write_text(f"{before}{TAGGED}\n{templates}{after}")
    with autonomy.open("a") as grants:
        grants.write(GRANTED)
    return repository


@pytest.fixture(scope="module")
def hub(operators_sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Deployed with Roundup and MediaWiki in the places of the sandbox company's ticketing and knowledge."""
    with deployed(operators_sources, tmp_path_factory.mktemp("servers"), enabled=ENABLED) as stack:
        yield stack


@pytest.fixture(scope="module")
def mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wiki]:
    with wiki(tmp_path_factory.mktemp("mediawiki")) as up:
        up.write("Opening hours", "Our shops are '''open''' from 9 to 18 on weekdays, until 14 on Saturdays.")
        up.approve("Opening hours")
        up.write("Opening hours of the canteen", "The canteen is open all night.")
        yield up


@pytest.fixture(scope="module")
def roundup(hub: Stack, mediawiki: Wiki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    key = hub.credentials.webhook_key
    with tracker(tmp_path_factory.mktemp("roundup"), hub=f"{hub.api_url}/webhooks/{TENANT}/roundup", key=key) as up:
        for power in ("read", "write"):
            keep_secret(hub, f"roundup/{power}", up.secret)
        keep_secret(hub, "roundup/webhook", {"keys": [key]})
        keep_secret(hub, "mediawiki/read", mediawiki.secret)
        yield up


@pytest.fixture(scope="module")
def number(roundup: Tracker) -> str:
    """The issue that the customer has made."""
    return roundup.write_in(CUSTOMER, "Opening hours", "Hello, what are your opening hours on Saturday? Kind regards, Marta")


@pytest.fixture(scope="module")
def story(hub: Stack, number: str) -> Mapping[str, Any]:
    """What became of it, as the hub's API tells it."""
    return story_of(hub, number)


def test_the_case_is_resolved(story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED", json.dumps(story, indent=1)[:6000]


def test_the_customer_is_answered_from_the_approved_article_in_its_revision(
    roundup: Tracker, number: str, story: Mapping[str, Any]
) -> None:
    assert story["case"]["state"] == "RESOLVED"
    with roundup.person(CUSTOMER) as customer:
        messages = customer.get(f"/issue/{number}").json()["data"]["attributes"]["messages"]
        [_, reply] = [customer.get(f"/msg/{message['id']}", params={"@verbose": "3"}).json()["data"]["attributes"] for message in messages]
    assert "from 9 to 18 on weekdays, until 14 on Saturdays" in reply["content"]
    assert "Source: Opening hours (2, version " in reply["content"]
    assert "until 14 on Saturdays" in roundup.mails


def test_the_ticket_is_tagged(roundup: Tracker, number: str, story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED"
    assert [keyword["name"] for keyword in roundup.issue(number)["keyword"]] == ["opening_hours"]


def test_nobody_asked_the_sandbox_company_for_tickets_or_articles(hub: Stack, story: Mapping[str, Any]) -> None:
    assert story["case"]["state"] == "RESOLVED"
    asked = asked_at_the_company(hub)
    assert "crm" in asked
    assert asked.isdisjoint({"ticketing", "knowledge"})
