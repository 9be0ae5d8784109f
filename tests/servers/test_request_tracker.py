"""The connector against a real Request Tracker; and its fake, which must not say otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from countersign_request_tracker.connector import RequestTracker
from countersign_request_tracker.fake import RequestTrackerFake
from tests.servers.desk import CUSTOMER, Desk, request_tracker
from tests.servers.hub import Hub, hub_for

from countersign.kit.serving import serving
from countersign.sdk import Applied, NotApplied, Outcome, Unknown

pytestmark = pytest.mark.servers

TEXT = "It came broken."


@dataclass(frozen=True)
class Work:
    """The hub, and a ticket of the customer's in the queue `orders`."""

    hub: Hub
    ticket_id: str

    def do(self, action: str, *, key: str | None = None, **arguments: Any) -> Outcome:
        return self.hub.do(action, {"ticket_id": self.ticket_id, **arguments}, key=key or uuid4().hex)

    def look_up(self, action: str, *, key: str, **arguments: Any) -> Outcome:
        return self.hub.look_up(action, {"ticket_id": self.ticket_id, **arguments}, key=key)

    def ticket(self) -> dict[str, Any]:
        found = self.hub.read("ticket.read", ticket_id=self.ticket_id)
        assert found is not None
        return found

    def undo(self, action: str, receipt: Outcome) -> Outcome:
        assert isinstance(receipt, Applied)
        arguments = self.hub.connector.compensate(action, {"ticket_id": self.ticket_id}, receipt)
        return self.hub.do(action, arguments, key=uuid4().hex)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with request_tracker(tmp_path_factory.mktemp("rt")) as running:
        yield running


@pytest.fixture(params=["fake", "real"])
def work(request: pytest.FixtureRequest) -> Iterator[Work]:
    if request.param == "real":
        desk: Desk = request.getfixturevalue("desk")
        yield real(desk)
        return
    with serving(RequestTrackerFake()) as url:
        yield Work(hub_for(RequestTracker(), {"base_url": url, "token": "1-27-any"}), "1")


def real(desk: Desk) -> Work:
    return Work(hub_for(RequestTracker(), {"base_url": desk.url, "token": desk.token}), desk.write_in(TEXT))


def refusal(outcome: Outcome) -> str:
    assert isinstance(outcome, NotApplied)
    return outcome.error.kind


WRITES: dict[str, dict[str, Any]] = {
    "ticket.reply_public": {"customer_id": CUSTOMER, "text": "Grüße, es kommt am Freitag."},
    "ticket.note_internal": {"text": "Second complaint this year."},
    "ticket.hand_over": {"queue": "complaints", "summary": "Wrong colour, twice."},
    "ticket.tag": {"tags": ["damaged"]},
}


def test_the_self_test_is_content(work: Work) -> None:
    assert work.hub.check().ok


def test_a_ticket_is_read(work: Work) -> None:
    found = work.ticket()

    assert found["version"].isdecimal()
    told = {name: found[name] for name in ("customer_id", "channel", "subject", "text", "status", "queue")}
    assert told == {
        "customer_id": CUSTOMER,
        "channel": "email",
        "subject": "Gießkanne",
        "text": TEXT,
        "status": "open",
        "queue": "orders",
    }


def test_what_is_not_there_is_none(work: Work) -> None:
    assert work.hub.read("ticket.read", ticket_id="4711") is None


@pytest.mark.parametrize("action", WRITES)
def test_every_write_is_applied_and_found_again_by_its_key(action: str, work: Work) -> None:
    outcome = work.do(action, key="key-1", **WRITES[action])

    assert isinstance(outcome, Applied)
    found = work.look_up(action, key="key-1", **WRITES[action])
    assert isinstance(found, Applied)
    assert found.vendor_id == outcome.vendor_id
    assert isinstance(work.look_up(action, key="key-2", **WRITES[action]), Unknown)


@pytest.mark.parametrize("action", WRITES)
def test_nothing_is_written_on_a_ticket_that_is_not_there(action: str, work: Work) -> None:
    outcome = work.hub.do(action, {"ticket_id": "4711", **WRITES[action]}, key="key-1")

    assert refusal(outcome) == ("not_found" if action in {"ticket.hand_over", "ticket.tag"} else "invalid")


@pytest.mark.parametrize("action", ["ticket.reply_public", "ticket.note_internal"])
def test_the_list_shows_what_was_written_with_our_key(action: str, work: Work) -> None:
    key = uuid4().hex
    outcome = work.do(action, key=key, **WRITES[action])
    assert isinstance(outcome, Applied)

    dialogue = work.hub.connector.list_effects(action, since="2026-11-01T00:00:00Z", page=None)
    listing = work.hub.transport.converse("main", work.hub.connector, dialogue, deadline_seconds=20)

    assert [one.vendor_id for one in listing.effects if one.key == key] == [outcome.vendor_id]


def test_a_hand_over_is_taken_back(work: Work) -> None:
    done = work.do("ticket.hand_over", **WRITES["ticket.hand_over"])
    assert work.ticket()["queue"] == "complaints"

    assert isinstance(work.undo("ticket.hand_over", done), Applied)
    assert work.ticket()["queue"] == "orders"


def test_tags_are_taken_back(work: Work) -> None:
    work.do("ticket.tag", tags=["delivery", "late"])
    done = work.do("ticket.tag", tags=["damaged", "late"])
    assert sorted(work.ticket()["tags"]) == ["damaged", "late"]

    assert isinstance(work.undo("ticket.tag", done), Applied)
    assert sorted(work.ticket()["tags"]) == ["delivery", "late"]


def test_a_ticket_on_which_anything_happened_since_keeps_its_tags(work: Work) -> None:
    seen = work.ticket()["version"]
    work.do("ticket.note_internal", text="I have it on my desk.")

    assert refusal(work.do("ticket.tag", tags=["damaged"], version=seen)) == "conflict"
    assert "damaged" not in work.ticket()["tags"]
    assert isinstance(work.do("ticket.tag", tags=["damaged"], version=work.ticket()["version"]), Applied)


def test_rt_says_nothing_of_a_queue_that_the_ticket_is_in_already_and_is_asked(work: Work) -> None:
    work.do("ticket.hand_over", **WRITES["ticket.hand_over"])

    assert isinstance(work.do("ticket.hand_over", key="key-2", **WRITES["ticket.hand_over"]), Unknown)
    assert isinstance(work.look_up("ticket.hand_over", key="key-2", **WRITES["ticket.hand_over"]), Applied)


def test_a_queue_that_is_not_there_is_answered_200_and_taken_for_no_success(work: Work) -> None:
    arguments = {"queue": "nowhere", "summary": "Wrong colour."}

    assert isinstance(work.do("ticket.hand_over", key="key-1", **arguments), Unknown)
    assert isinstance(work.look_up("ticket.hand_over", key="key-1", **arguments), Unknown)
    assert work.ticket()["queue"] == "orders"


def test_a_queue_that_is_not_ours_to_fill_is_answered_200_and_taken_for_no_success(desk: Desk) -> None:
    work = real(desk)

    assert isinstance(work.do("ticket.hand_over", queue="board", summary="Have a look."), Unknown)
    assert work.ticket()["queue"] == "orders"


def test_a_wrong_token_is_refused(desk: Desk) -> None:
    stranger = Work(hub_for(RequestTracker(), {"base_url": desk.url, "token": "1-27-guessed"}), "1")

    assert refusal(stranger.do("ticket.note_internal", text="Hm")) == "auth"
    assert not stranger.hub.check().ok


def test_the_reply_is_mailed_to_the_customer_and_the_note_is_not(desk: Desk) -> None:
    work = real(desk)
    work.do("ticket.reply_public", customer_id=CUSTOMER, text="It comes on Friday-the-27th.")
    work.do("ticket.note_internal", text="Keep-this-among-us.")

    assert "Friday-the-27th" in desk.mails
    assert f"To: {CUSTOMER}" in desk.mails
    assert "Keep-this-among-us" not in desk.mails
