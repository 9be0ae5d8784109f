"""What happens to a message that was not taken, or that somebody crashed over."""

from contextlib import suppress
from datetime import timedelta

import pytest
from tests.builders import NOW, REF, TENANT, make_voter
from tests.fakes import CrashError, CrashPoints, WatchedStore
from tests.unit.notifying.told import BENCH, MAIL, ROOM, ToldWorld

from countersign.adapters.in_memory import InMemoryStore
from countersign.notifying.patience import LIFE, next_try
from countersign.ports import MaybeSentError, NotSentError, Queue, SecretUnavailableError, Table
from countersign.record import audit, keys
from countersign.record.notifications import LEASE
from countersign.sdk import Response
from countersign.viewing.notices import notices_health


@pytest.fixture
def world() -> ToldWorld:
    """Only `sam` is told, by mail."""
    world = ToldWorld()
    world.hire("sue", "agent_lead")
    del world.notifiers[ROOM]
    return world


BUSY, GONE = Response(status=451), Response(status=550)


def only(world):
    (notification,) = world.notifications()
    return notification


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (BUSY, "smtp_451"),
        (NotSentError("no"), "not_sent"),
        (MaybeSentError("who knows"), "maybe_sent"),
        (SecretUnavailableError("main/notify_email/notify"), "no_credentials"),
    ],
)
def test_what_was_not_taken_is_tried_again_and_loses_no_request(world, failure, code):
    request = world.question()
    world.courier.answers.append(failure)
    assert world.tell(*world.news()).failed == 1
    assert (only(world).state, only(world).error) == ("FAILED", code)
    assert world.row(keys.approval(TENANT, request.approval_id))["state"] == "OPEN"

    world.wait(seconds=59)
    assert world.tell().sent == 0
    world.wait(seconds=1)
    assert world.tell().sent == 1
    assert (only(world).state, only(world).error, only(world).attempts) == ("SENT", None, 2)


def test_waits_double_up_to_a_day_and_then_a_person_sees_to_it(world):
    world.question()
    world.courier.answers += [BUSY] * 20
    events, tries = world.news(), []
    world.tell(*events)
    while world.notifications()[0].state == "FAILED":
        tries.append(only(world).next_try_at - NOW)
        world.now = only(world).next_try_at
        # The question itself is answered no sooner than that.
        world.alter(keys.approval(TENANT, f"{1:032x}"), expires_at="2026-12-01T00:00:00Z")
        world.tell()
    assert [wait // timedelta(minutes=1) for wait in tries] == [1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 1440]
    assert only(world).state == "DEAD"


def test_a_wait_is_as_long_as_the_system_asks_and_never_beyond_the_last_try():
    world = ToldWorld()
    world.question()
    world.tell(*world.news())
    sent = world.notifications()[0].model_copy(update={"attempts": 1})
    assert next_try(sent, at_least_seconds=None, draw_bp=0, now=NOW) == NOW + timedelta(minutes=1)
    assert next_try(sent, at_least_seconds=None, draw_bp=10_000, now=NOW) == NOW + timedelta(seconds=30)
    assert next_try(sent, at_least_seconds=600, draw_bp=10_000, now=NOW) == NOW + timedelta(minutes=10)
    assert next_try(sent, at_least_seconds=10**6, draw_bp=0, now=NOW) == NOW + LIFE
    assert next_try(sent, at_least_seconds=None, draw_bp=0, now=NOW + LIFE) is None


def test_what_is_refused_for_good_lies_with_people_at_once_and_is_on_the_record(world):
    world.question()
    world.courier.answers.append(GONE)
    assert world.tell(*world.news()).dead == 1
    name = f"notice-{only(world).notification_id}"
    listed = world.row(keys.exception_entry(TENANT, audit.CONTROL, name))
    assert (listed["reason"], listed["detail"]) == ("NoticeFailed", f"notify_email approval.requested {REF.case_id}: smtp_550")
    assert [event.type for event in world.record(audit.CONTROL)] == ["notice.failed"]
    world.wait(days=2)
    assert world.tell().sent == 0


def test_a_case_does_not_stand_worse_because_somebody_was_not_told(world):
    request = world.question()
    world.courier.answers.append(GONE)
    world.tell(*world.news())
    world.transport.amend("order", "ORD-1001", total=BENCH.money.to_json())
    world.vote(request, make_voter())
    world.settle(REF, BENCH.digest)
    assert world.measure(REF).state == "RESOLVED"


@pytest.mark.parametrize("broken", ["prepare", "interpret"])
def test_a_notifier_that_breaks_is_a_persons_affair(world, broken, monkeypatch):
    monkeypatch.setattr(type(world.notifiers[MAIL]), broken, lambda *_: 1 / 0)
    world.question()
    assert world.tell(*world.news()).dead == 1
    assert only(world).error == "notifier_failed"


def test_nothing_is_said_about_an_action_that_was_altered(world):
    """I4."""
    world.question()
    events = world.news()
    world.courier.answers.append(BUSY)
    world.tell(*events)
    world.alter(keys.action(TENANT, REF.case_id, BENCH.digest), title="Pay everything back")
    world.wait(minutes=1)
    assert world.tell().dead == 1
    assert only(world).error == "altered"
    assert len(world.courier.carried) == 1


def test_rows_that_cannot_be_read_hold_nothing_up_and_are_a_persons_affair(world):
    request = world.question()
    events = world.news()
    world.alter(keys.approval(TENANT, request.approval_id), expires_at=1)
    world.escalate(REF, None, "CaseNotFoundError")
    world.notifiers[ROOM] = ToldWorld().notifiers[ROOM]
    for dead in (1, 0):
        told = world.tell(*events, *world.news())
        assert (told.dead, told.sent) == (dead, dead)
    (failed,) = [event for event in world.record(audit.CONTROL) if event.type == "notice.failed"]
    assert failed.body["error"] == "altered"
    assert len(world.store.query(Table.STATE, keys.exceptions(TENANT), f"{audit.CONTROL}#notice-")) == 1


@pytest.mark.parametrize("moot", ["answered", "expired", "left", "another of that name", "disabled"])
def test_what_need_not_be_said_any_more_is_dropped(world, moot):
    request = world.question()
    world.courier.answers.append(BUSY)
    world.tell(*world.news())
    if moot == "answered":
        world.vote(request, make_voter("sue", "supervisor"))
    if moot == "left":
        world.hire("sam", "supervisor", enabled=False)
    if moot == "another of that name":
        world.directory.remove("sub-sam")
        world.hire("sam", "supervisor", subject="sub-sam-2")
    if moot == "disabled":
        world.notifiers.clear()
    world.wait(**({"hours": 20} if moot == "expired" else {"minutes": 1}))
    assert world.tell().dropped == 1
    assert len(world.courier.carried) == 1
    world.wait(days=1)
    assert world.store.due(world.now, 10, Queue.NOTICES) == []


def test_two_at_once_send_it_once(world):
    world.question()
    events = world.news()
    watched = WatchedStore(world.store)
    world.store = watched
    # Just before the first claims the message, the second claims and sends it.
    watched.meanwhile += [lambda: None, lambda: world.tell(*events)]
    world.tell(*events)
    assert len(world.mails()) == 1
    assert only(world).state == "SENT"


# As many calls to the tables as one message takes, and some more.
POINTS = 40


def crashed(at: int, *, after: bool) -> ToldWorld:
    """The process ends at the call numbered `at`; then the stream comes again, and the clock after the lease."""
    crash = CrashPoints()
    world = ToldWorld(store=WatchedStore(InMemoryStore(), crash))
    world.hire("sue", "agent_lead")
    del world.notifiers[ROOM]
    world.question()
    events = world.news()
    crash.calls, crash.at, crash.after = 0, at, after
    with suppress(CrashError):
        world.tell(*events)
    crash.at = -1
    world.tell(*events)
    world.wait(seconds=LEASE.total_seconds())
    world.tell()
    return world


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(POINTS))
def test_a_crash_anywhere_sends_it_twice_at_most_and_never_not_at_all(at, after):
    world = crashed(at, after=after)
    assert only(world).state == "SENT"
    assert 1 <= len(world.mails()) <= 2
    # Whoever gets it twice can know.
    assert len({name for _, name, _ in world.courier.carried}) == 1


def test_a_crash_after_sending_is_among_those():
    assert max(len(crashed(at, after=False).mails()) for at in range(POINTS)) == 2


def test_health_lists_what_did_not_arrive_and_why_without_a_text(world):
    world.question()
    assert notices_health(world.store, TENANT, world.now) == []
    world.courier.answers += [BUSY, GONE]
    world.tell(*world.news())
    (busy,) = notices_health(world.store, TENANT, world.now)
    assert (busy.notifier, busy.recipient, busy.state, busy.error, busy.attempts) == (MAIL, "sam", "FAILED", "smtp_451", 1)
    assert busy.next_try_at is not None
    world.wait(minutes=1)
    world.tell()
    (gone,) = notices_health(world.store, TENANT, world.now)
    assert (gone.state, gone.error, gone.next_try_at) == ("DEAD", "smtp_550", None)
    assert notices_health(world.store, "other", world.now) == []
