from datetime import timedelta

import pytest
from tests.builders import CASE_ID, REF, TENANT, make_action, make_note
from tests.fakes import CrashError, WatchedStore
from tests.world import World, catalogue

from countersign.adapters.in_memory import InMemoryStore
from countersign.errors import ConnectorBusyError, EffectRejectedError, EffectUnknownError, NotWarrantedError, TransientHubError
from countersign.local.sandbox import payments
from countersign.model.effect import Attempt, AttemptState
from countersign.ports import MaybeSentError, NotSentError, SecretUnavailableError
from countersign.record import keys
from countersign.sdk.contract import Idempotency
from countersign.steps.execute import LEASE
from countersign.steps.gate import Gate, gate

REFUND = make_action(2_000)
ATTEMPT = keys.attempt(TENANT, CASE_ID, REFUND.digest)
LATER = LEASE.total_seconds() + 1


@pytest.fixture
def world() -> World:
    """A warranted refund."""
    world = World()
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    return world


def test_a_warranted_refund_is_paid_once_and_sent_as_it_was_approved(world):
    """I4: the request that arrives is the one in the action."""
    attempt = world.execute(REF, REFUND.digest)
    (sent,) = world.transport.writes()
    assert (attempt.state, attempt.vendor_id) == (AttemptState.DONE, world.transport.effects("refund")[0]["id"])
    assert (sent["method"], sent["path"], sent["body"]) == (REFUND.request.method, REFUND.request.path, REFUND.request.body)


def test_a_repeat_after_done_sends_nothing(world):
    """I2."""
    done = world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest) == done
    assert len(world.transport.writes()) == 1


def test_the_attempt_and_its_end_are_on_record(world):
    """I3: the attempt is recorded before anything is sent."""
    world.execute(REF, REFUND.digest)
    assert world.types(REF) == ["decision.made", "effect.attempted", "effect.done"]


def test_without_a_warrant_nothing_is_sent():
    """I1, I3."""
    world = World()
    world.given(REFUND)
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)
    assert (world.transport.writes(), world.record()) == ([], [])


def test_an_expired_warrant_is_none(world):
    """I1: what was decided a quarter of an hour ago must be decided anew."""
    world.wait(minutes=15)
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)
    assert world.transport.writes() == []


@pytest.mark.parametrize("altered", [{"recipient": "CUST-0666"}, {"arguments": {"amount_minor": 1}}, {"idempotency_key": "b" * 40}])
def test_an_altered_action_is_not_sent(world, altered):
    """I4, I1."""
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), **altered)
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)
    assert world.transport.writes() == []


def test_an_altered_request_is_not_sent(world):
    """I4: the digest covers the bytes of the request."""
    request = REFUND.to_json()["request"]
    world.alter(keys.action(TENANT, CASE_ID, REFUND.digest), request=request | {"body": request["body"].replace("2000", "9000")})
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)
    assert world.transport.writes() == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("tenant", TENANT), ("connector", "sandbox_payments"), ("action", "refund.issue"), ("intent", "refund_request")],
)
def test_a_switch_thrown_after_the_warrant_stops_the_attempt(world, kind, name):
    """I7."""
    world.throw(kind, name)
    with pytest.raises(NotWarrantedError):
        world.execute(REF, REFUND.digest)
    assert world.transport.writes() == []


def test_a_busy_system_is_tried_again_with_the_same_key(world):
    world.transport.fault("rate_limit_429", method="POST")
    with pytest.raises(ConnectorBusyError):
        world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE
    assert {entry["key"] for entry in world.transport.writes()} == {REFUND.idempotency_key}
    assert len(world.transport.effects("refund")) == 1


def test_a_refusal_is_final(world):
    world.transport.amend("order", "ORD-1001", refunded_minor=1_500)
    for _ in range(2):
        with pytest.raises(EffectRejectedError):
            world.execute(REF, REFUND.digest)
    assert len(world.transport.writes()) == 1


@pytest.mark.parametrize("fault", ["timeout_after_effect", "error_500_after_effect", "wrong_json"])
def test_an_effect_whose_answer_was_lost_is_found_by_looking(world, fault):
    """I2, I14."""
    world.transport.fault(fault, method="POST")
    attempt = world.execute(REF, REFUND.digest)
    assert (attempt.state, attempt.vendor_id) == (AttemptState.DONE, world.transport.effects("refund")[0]["id"])
    assert len(world.transport.writes()) == 1


def test_what_cannot_be_looked_up_stays_unknown_and_is_never_sent_again(world):
    """I14."""
    world.transport.fault("timeout_after_effect", method="POST")
    world.transport.fault("error_500", method="GET")
    for _ in range(3):
        with pytest.raises(EffectUnknownError):
            world.execute(REF, REFUND.digest)
        world.wait(seconds=LATER)
    assert len(world.transport.writes()) == 1


def test_what_a_system_lost_is_sent_again_under_the_key_it_honours(world):
    world.transport.fault("error_500", method="POST")
    with pytest.raises(ConnectorBusyError):
        world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def test_what_no_key_protects_is_looked_for_again_before_it_is_sent_again():
    """I2: a note that is not there yet may still be on its way."""
    note = make_note("0.draft")
    world = warranted(note)
    world.transport.fault("error_500", method="POST")
    for _ in range(2):
        with pytest.raises(TransientHubError):
            world.execute(REF, note.digest)
    assert len(world.transport.writes()) == 1
    world.wait(seconds=LATER)
    assert run_to_the_end(world, note.digest).state is AttemptState.DONE
    assert len(world.transport.effects("note")) == 1


def test_a_key_that_is_forgotten_before_the_warrant_is_over_protects_nothing(world, monkeypatch):
    """I2, I14: a request that is slow to arrive may come in, and its key be forgotten, before anybody would send it again."""
    monkeypatch.setattr(payments, "KEY_WINDOW", timedelta(seconds=20))
    short = catalogue().descriptor("refund.issue").model_copy(update={"idempotency": Idempotency(mode="native", window_seconds=20)})
    monkeypatch.setitem(catalogue()._descriptors, "refund.issue", short)
    delayed = []
    ask = world.transport._ask
    with monkeypatch.context() as slow:
        slow.setattr(world.transport, "_ask", lambda *call: ask(*call) if call[1].method == "GET" else _on_its_way(delayed, call))
        with pytest.raises(TransientHubError):
            world.execute(REF, REFUND.digest)
    ask(*delayed[0])
    world.wait(seconds=LATER)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE
    assert len(world.transport.effects("refund")) == 1


def test_a_close_that_arrives_late_changes_nothing_that_was_given_up(world, monkeypatch):
    """I14: the sweep had called it unknown, and a person may have looked by then."""
    closing = world.transport._ask

    def given_up_meanwhile(*call):
        answer = closing(*call)
        world.alter(ATTEMPT, state="UNKNOWN")
        return answer

    monkeypatch.setattr(world.transport, "_ask", given_up_meanwhile)
    with pytest.raises(TransientHubError):
        world.execute(REF, REFUND.digest)
    assert world.row(ATTEMPT)["state"] == "UNKNOWN"


def test_a_connector_that_fails_on_the_answer_leaves_no_open_end(world, monkeypatch):
    """I14: the request has arrived, so the hub looks instead of asking again."""
    connector = type(catalogue().connector("refund.issue"))
    monkeypatch.setattr(connector, "interpret", lambda *_: 1 // 0)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE
    assert len(world.transport.effects("refund")) == 1


@pytest.mark.parametrize("failure", [NotSentError(), SecretUnavailableError()])
def test_what_certainly_was_not_sent_may_be_tried_again(world, monkeypatch, failure):
    with monkeypatch.context() as patched:
        patched.setattr(world.transport, "_ask", _raising(failure))
        with pytest.raises(ConnectorBusyError):
            world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest).state is AttemptState.DONE


def test_credentials_that_vanish_during_the_look_up_leave_the_effect_unknown(world, monkeypatch):
    """I14."""
    outcomes = [MaybeSentError(), SecretUnavailableError()]
    monkeypatch.setattr(world.transport, "_ask", lambda *_: _raise(outcomes.pop(0)))
    with pytest.raises(EffectUnknownError):
        world.execute(REF, REFUND.digest)


def test_an_attempt_in_another_workers_hands_is_left_alone(world):
    """I2."""
    world.transport.crash.at = 0
    crash(world)
    with pytest.raises(TransientHubError):
        world.execute(REF, REFUND.digest)
    assert world.transport.writes() == []


@pytest.mark.parametrize("action", [REFUND, make_note("0.draft")], ids=["native key", "look-up"])
def test_whoever_takes_over_looks_before_sending(action):
    """I2, I14: it was done just before the worker ended, and a system may say that it honours keys and not do so."""
    world = warranted(action)
    world.transport.crash.at, world.transport.crash.after = 0, True
    crash(world, action.digest)
    world.wait(seconds=LATER)
    assert world.execute(REF, action.digest).state is AttemptState.DONE
    assert len(world.transport.writes()) == 1


def test_an_attempt_closed_while_another_takes_over_is_not_opened_again():
    """I2: the first worker was slow, not dead."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    world.transport.crash.at = 0
    crash(world)
    world.wait(seconds=LATER)
    store.meanwhile.append(lambda: world.alter(ATTEMPT, state="DONE", vendor_id="RF-0001"))
    with pytest.raises(TransientHubError):
        world.execute(REF, REFUND.digest)
    assert world.execute(REF, REFUND.digest).vendor_id == "RF-0001"
    assert world.transport.writes() == []


def test_two_workers_at_once_send_one_request():
    """I2."""
    store = WatchedStore(InMemoryStore())
    world = World(store=store)
    world.given(REFUND)
    world.gate(REF, REFUND.digest)
    store.meanwhile.append(lambda: world.execute(REF, REFUND.digest))
    with pytest.raises(TransientHubError):
        world.execute(REF, REFUND.digest)
    assert len(world.transport.writes()) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("action", [REFUND, make_note("0.draft")], ids=["native key", "look-up"])
@pytest.mark.parametrize("where", ["store", "transport"])
def test_a_crash_at_any_call_leaves_one_effect_and_no_open_end(action, where, after):
    """I2, I3, I9, I14: the process ends before or after every single call, and the step runs again once the lease is over."""
    for number in range(calls_of_a_quiet_run(action)[where]):
        world = warranted(action)
        points = world.transport.crash if where == "transport" else world.rows.crash
        points.calls, points.at, points.after = 0, number, after
        crash(world, action.digest)
        opened = world.rows.inner.get(keys.attempt(TENANT, CASE_ID, action.digest))
        assert opened is not None or world.transport.effects() == []
        assert_open_attempts_are_due(world)
        points.at = -1
        world.wait(seconds=LATER)
        assert run_to_the_end(world, action.digest).state is AttemptState.DONE
        assert len(world.transport.effects()) == 1


def run_to_the_end(world: World, digest: str) -> Attempt:
    """As the workflow does: what is certainly not there is tried once more."""
    try:
        return world.execute(REF, digest)
    except ConnectorBusyError:
        return world.execute(REF, digest)


def warranted(action) -> World:
    world = World(store=WatchedStore(InMemoryStore()))
    world.transport.amend("ticket", "TICK-0001", customer_id="CUST-0001")
    world.given(action)
    gate(Gate(world.store, world.bundle, world.key), REF, action.digest, now=world.now)
    return world


def calls_of_a_quiet_run(action) -> dict[str, int]:
    world = warranted(action)
    before = world.rows.crash.calls
    world.execute(REF, action.digest)
    return {"store": world.rows.crash.calls - before, "transport": world.transport.crash.calls}


def crash(world: World, digest: str = REFUND.digest) -> None:
    with pytest.raises(CrashError):
        world.execute(REF, digest)


def assert_open_attempts_are_due(world: World) -> None:
    row = world.rows.inner.get(ATTEMPT)
    if row is not None and row["state"] == "OPEN":
        due = world.store.due(world.now + timedelta(seconds=LATER), 10)
        assert [item.key for item in due] == [ATTEMPT]


def _on_its_way(delayed: list, call) -> None:
    delayed.append(call)
    raise MaybeSentError


def _raise(error: Exception) -> None:
    raise error


def _raising(error: Exception):
    return lambda *_: _raise(error)
