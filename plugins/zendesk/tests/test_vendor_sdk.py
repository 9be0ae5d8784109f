"""Zenpy, against the fake on the loopback: what it reads and writes there is what our own requests read and write."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import zenpy
from countersign_zendesk.connector import Zendesk
from countersign_zendesk.fake import ZendeskFake
from zenpy.lib.api_objects import Comment
from zenpy.lib.exception import APIException, RecordNotFoundException

from countersign.kit.serving import serving
from countersign.sdk import Request

CONNECTOR = Zendesk()


class Listening(ZendeskFake):
    """A fake that remembers what it was sent."""

    def respond(self, request: Request):
        self.__dict__.setdefault("heard", []).append(request)
        return super().respond(request)


@pytest.fixture
def fake() -> Listening:
    return Listening()


@pytest.fixture
def sdk(fake: Listening, monkeypatch: pytest.MonkeyPatch) -> Iterator[zenpy.Zenpy]:
    with serving(fake) as address:
        parts = urlsplit(address)
        monkeypatch.setenv("ZENPY_FORCE_SCHEME", parts.scheme)
        monkeypatch.setenv("ZENPY_FORCE_NETLOC", parts.netloc)
        client = zenpy.Zenpy(subdomain="larkfield", email="agent@larkfield.example", token="t", disable_cache=True)
        yield client
        client.tickets.session.close()


def test_it_reads_what_we_read(fake: Listening, sdk: zenpy.Zenpy) -> None:
    ticket = sdk.tickets(id=101)

    assert (ticket.id, ticket.subject, ticket.status, ticket.tags) == (101, "Gießkanne", "open", ["orders"])
    assert fake.__dict__["heard"][0].path in {"/api/v2/tickets/101", "/api/v2/tickets/101.json"}


def test_it_writes_the_comment_that_we_write(fake: Listening, sdk: zenpy.Zenpy) -> None:
    ticket = sdk.tickets(id=101)
    ticket.comment = Comment(body="Hi", public=False)
    audit = sdk.tickets.update(ticket).audit

    ours = CONNECTOR.prepare("ticket.note_internal", {"ticket_id": "101", "text": "Hi"}, key="key-1")
    theirs = fake.__dict__["heard"][-1]
    fake.respond(ours)
    assert (theirs.method, theirs.path.removesuffix(".json")) == (ours.method, ours.path)
    assert [entry["events"] for entry in fake.audits] == [[{"type": "Comment", "body": "Hi", "public": False}]] * 2
    assert audit.id == 1


def test_it_finds_our_key_in_the_audits(fake: Listening, sdk: zenpy.Zenpy) -> None:
    fake.respond(CONNECTOR.prepare("ticket.tag", {"ticket_id": "101", "tags": ["a"]}, key="key-1"))

    (audit,) = sdk.tickets.audits(ticket=101)

    assert audit.metadata.to_dict()["custom"] == {"countersign_key": "key-1"}
    assert audit.events[0]["previous_value"] == ["orders"]


def test_it_takes_our_fakes_refusals_for_zendesks(sdk: zenpy.Zenpy) -> None:
    with pytest.raises(RecordNotFoundException):
        sdk.tickets(id=999)
    closed = sdk.tickets(id=102)
    closed.comment = Comment(body="Hi", public=True)
    with pytest.raises(APIException, match="RecordInvalid"):
        sdk.tickets.update(closed)


def test_it_is_kept_from_writing_over_a_newer_ticket_as_we_are(sdk: zenpy.Zenpy) -> None:
    stale = sdk.tickets(id=101)
    stale.tags = ["b"]
    stale.safe_update, stale.updated_stamp = True, "2020-01-01T00:00:00Z"

    with pytest.raises(APIException, match="UpdateConflict"):
        sdk.tickets.update(stale)


def test_it_finds_the_articles_that_we_find(fake: Listening, sdk: zenpy.Zenpy) -> None:
    found = list(sdk.help_center.articles.search(query="returned"))

    assert [article.title for article in found] == ["Returns", "Returns"]
    assert fake.__dict__["heard"][0].path.removesuffix(".json") == "/api/v2/help_center/articles/search"
