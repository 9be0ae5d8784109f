"""The Roundup connector, and the two files of plugins/roundup/tracker, on a real tracker."""

import json
from pathlib import Path
from time import time
from typing import Any

import pytest
from countersign_roundup.conformance import subject
from countersign_roundup.connector import Roundup
from tests.servers.conftest import WEBHOOK_KEY, Ear
from tests.servers.trackers import Tracker, tracker

from countersign.kit.bench import Bench
from countersign.kit.examine import examine_all
from countersign.kit.system import System, acting_then_lost
from countersign.kit.targets import bench_for
from countersign.sdk import Applied, NotApplied, Outcome, ReadUnavailableError, Unknown, VendorError, WebhookRejectedError

CONNECTOR = Roundup()
# A detector that comes after the hub's, and after which nothing is committed.
UNWANTED = """
def init(db):
    db.issue.react("create", refuse, priority=999)

def refuse(db, cl, nodeid, oldvalues):
    if cl.get(nodeid, "title") == "Unwanted":
        raise ValueError("not wanted")
"""
DELIVERY = {"subject": "Bänke", "text": "Was kostet die Lieferung? 🪴"}


def bench(server: Tracker) -> Bench:
    return bench_for(subject(), None, server.url, json.dumps(server.secret))


@pytest.fixture
def system(roundup: Tracker) -> System:
    return bench(roundup).system()


@pytest.fixture
def ticket(roundup: Tracker) -> str:
    return roundup.write_in("CUST-0001", DELIVERY["subject"], DELIVERY["text"])


def error_of(outcome: Outcome) -> VendorError:
    assert isinstance(outcome, NotApplied | Unknown)
    return outcome.error


def done(outcome: Outcome) -> Applied:
    assert isinstance(outcome, Applied)
    return outcome


def test_the_conformance_kit_finds_no_breach(roundup: Tracker) -> None:
    """The kit's example is about issue 1, and about one that is not there."""
    roundup.write_in("CUST-0001", "Gießkanne", "It came broken.")
    report = examine_all(bench(roundup), roundup.url)

    assert [finding for finding in report.findings if finding.outcome == "failed"] == []
    passed = {finding.id for finding in report.findings if finding.outcome == "passed"}
    assert passed >= {"CS-O01", "CS-I02", "CS-I03", "CS-G02"}


def test_it_is_found_healthy(system: System) -> None:
    assert system.converse(CONNECTOR.check()).ok


def test_a_ticket_is_read_as_it_was_written(system: System, ticket: str) -> None:
    read = system.read("ticket.read", {"ticket_id": ticket})

    assert read is not None
    assert {name: read[name] for name in ("ticket_id", "customer_id", "channel", "subject", "text", "status", "queue", "tags")} == {
        "ticket_id": ticket,
        "customer_id": "CUST-0001",
        "channel": "portal",
        **DELIVERY,
        "status": "open",
        "queue": None,
        "tags": [],
    }


def test_a_reply_is_mailed_to_the_customer_and_a_note_is_not(system: System, roundup: Tracker, ticket: str) -> None:
    reply = system.do("ticket.reply_public", {"ticket_id": ticket, "customer_id": "CUST-0001", "text": "From 4.90 on."}, "reply-1")
    note = system.do("ticket.note_internal", {"ticket_id": ticket, "text": "Asks for the third time."}, "note-1")

    assert "From 4.90 on." in roundup.mails
    assert "third time" not in roundup.mails
    with roundup.person("CUST-0001") as customer:
        assert customer.get(f"/msg/{done(reply).vendor_id.removeprefix('msg')}").status_code == 200
        assert customer.get(f"/msg/{done(note).vendor_id.removeprefix('msg')}").status_code == 403


def test_customers_do_not_see_each_others_tickets(roundup: Tracker, ticket: str) -> None:
    with roundup.person("CUST-0002") as other:
        assert other.get(f"/issue/{ticket}").status_code == 403
        assert other.get("/msg").json()["data"]["collection"] == []


def test_a_key_is_taken_once_and_the_message_is_found_by_it(system: System, ticket: str) -> None:
    arguments = {"ticket_id": ticket, "text": "Once."}
    first = done(system.do("ticket.note_internal", arguments, "twice-1"))

    assert error_of(system.do("ticket.note_internal", arguments, "twice-1")).kind == "conflict"
    request = CONNECTOR.prepare("ticket.note_internal", arguments, key="twice-1")
    assert done(system.look_up("ticket.note_internal", request, "twice-1")).vendor_id == first.vendor_id


def test_tags_of_a_ticket_that_was_changed_since_are_left_alone(system: System, roundup: Tracker, ticket: str) -> None:
    seen: Any = system.read("ticket.read", {"ticket_id": ticket})
    done(system.do("ticket.tag", {"ticket_id": ticket, "tags": ["delivery"], "version": seen["version"]}, "tag-1"))

    stale = system.do("ticket.tag", {"ticket_id": ticket, "tags": [], "version": seen["version"]}, "tag-2")

    assert (type(stale), error_of(stale).kind, error_of(stale).safe_message) == (NotApplied, "conflict", "the system refused with 412")
    assert [keyword["name"] for keyword in roundup.issue(ticket)["keyword"]] == ["delivery"]


@pytest.mark.parametrize(
    ("action", "arguments", "left"),
    [
        ("ticket.tag", {"tags": ["delivery", "opening_hours"]}, {"tags": []}),
        ("ticket.hand_over", {"queue": "complaints", "summary": "Wrong colour, twice."}, {"queue": None}),
    ],
)
def test_a_change_is_found_and_taken_back(
    system: System, ticket: str, action: str, arguments: dict[str, Any], left: dict[str, Any]
) -> None:
    wanted, key = {"ticket_id": ticket, **arguments}, f"{action}-lost"
    system.faults.append(acting_then_lost)
    assert isinstance(system.do(action, wanted, key), Unknown)
    found = done(system.look_up(action, CONNECTOR.prepare(action, wanted, key=key), key))

    taken_back = system.do(action, CONNECTOR.compensate(action, wanted, found), f"{key}-back")

    assert isinstance(taken_back, Applied)
    read: Any = system.read("ticket.read", {"ticket_id": ticket})
    assert {name: read[name] for name in left} == left


def test_lists_show_replies_by_their_keys(system: System, ticket: str) -> None:
    done(system.do("ticket.reply_public", {"ticket_id": ticket, "customer_id": "CUST-0001", "text": "Listed."}, "listed-1"))
    listing = system.converse(CONNECTOR.list_effects("ticket.reply_public", since="2026-01-01T00:00:00Z", page=None))

    assert [effect.key for effect in listing.effects].count("listed-1") == 1
    late = system.converse(CONNECTOR.list_effects("ticket.reply_public", since="2126-01-01T00:00:00Z", page=None))
    assert late.effects == ()


def test_the_tracker_announces_a_ticket_by_a_webhook_that_we_take(roundup: Tracker, ear: Ear) -> None:
    number = roundup.write_in("CUST-0002", DELIVERY["subject"], DELIVERY["text"])

    [webhook] = ear.heard
    CONNECTOR.verify_webhook(webhook, keys=(WEBHOOK_KEY,), now=int(time()))
    [event] = CONNECTOR.parse_event(webhook)
    assert (event.source, event.type, event.subject) == ("roundup", "ticket.created", number)
    assert event.data == {"ticket_id": number, "customer_id": "CUST-0002", "channel": "portal", **DELIVERY}
    with pytest.raises(WebhookRejectedError):
        CONNECTOR.verify_webhook(webhook, keys=(WEBHOOK_KEY,), now=int(time()) + 3600)


@pytest.mark.parametrize("status", [401, 413, 503])
def test_what_the_hub_did_not_take_comes_again_under_its_id_and_holds_up_no_other(roundup: Tracker, ear: Ear, status: int) -> None:
    ear.refusals["First"] = status
    roundup.write_in("CUST-0001", "First", "One")
    roundup.write_in("CUST-0001", "Second", "Two")
    ear.refusals.clear()
    roundup.write_in("CUST-0001", "Third", "Three")

    told = [json.loads(webhook.body)["data"]["subject"] for webhook in ear.heard]
    assert told == ["First", "First", "Second", "First", "Third"]
    assert len({webhook.headers["webhook-id"] for webhook in ear.heard}) == 3


def test_a_ticket_that_was_rolled_back_is_not_announced(tmp_path: Path, listening: tuple[Ear, str], ear: Ear) -> None:
    with tracker(tmp_path, hub=listening[1], key=WEBHOOK_KEY, detector=UNWANTED) as up:
        with up.person("CUST-0001") as customer:
            assert customer.post("/issue", json={"title": "Unwanted"}).status_code == 409
        up.write_in("CUST-0001", "Wanted", "Hm")

    assert [json.loads(webhook.body)["data"]["subject"] for webhook in ear.heard] == ["Wanted"]


def test_too_many_calls_are_answered_429_and_say_how_long_to_wait(tmp_path: Path) -> None:
    with tracker(tmp_path, hub="http://127.0.0.1:9", key=WEBHOOK_KEY, web_api_calls_per_interval="3", web_api_interval_in_sec="60") as busy:
        system = bench(busy).system()
        outcomes = [system.do("ticket.note_internal", {"ticket_id": "1", "text": "Hm"}, f"busy-{number}") for number in range(4)]
        with pytest.raises(ReadUnavailableError) as refused:
            system.read("ticket.read", {"ticket_id": "1"})

    assert error_of(outcomes[-1]).kind == "rate_limited"
    assert 0 < (error_of(outcomes[-1]).retry_after_seconds or 0) <= 60
    assert 0 < (refused.value.retry_after_seconds or 0) <= 60


def test_a_wrong_password_is_the_credentials_fault(roundup: Tracker) -> None:
    stranger = bench_for(subject(), None, roundup.url, json.dumps({**roundup.secret, "token": "countersign:guessed"})).system()

    assert error_of(stranger.do("ticket.note_internal", {"ticket_id": "1", "text": "Hm"}, "stranger-1")).kind == "auth"
