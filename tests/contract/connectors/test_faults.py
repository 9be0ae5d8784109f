import pytest
from tests.contract.connectors.proposals import PATHS, WRITES, arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.ports import MaybeSentError
from countersign.sdk import Applied, NotApplied, Outcome, ReadUnavailableError, Unknown

IN_DOUBT = "MaybeSentError"
# Fault: what the hub learns, and whether the effect is there.
FAULTS = {
    "timeout_after_effect": (IN_DOUBT, True),
    "truncated": (IN_DOUBT, True),
    "reset": (IN_DOUBT, False),
    "error_500": ("Unknown", False),
    "error_500_after_effect": ("Unknown", True),
    "wrong_json": ("Unknown", True),
    "rate_limit_429": ("NotApplied", False),
}


def attempt(hub: Hub, action: str, sandbox: Sandbox) -> str:
    try:
        return type(hub.do(action, arguments_for(action, sandbox), key="key-1", deadline_seconds=0.5)).__name__
    except MaybeSentError:
        return IN_DOUBT


def order_fault(sandbox: Sandbox, action: str, kind: str) -> None:
    system, path = PATHS[action]
    method = "PUT" if system == "crm" else "POST"
    sandbox.fault(kind=kind, system=system, path_prefix=path, method=method, seconds=2)


@pytest.mark.parametrize("kind", FAULTS)
@pytest.mark.parametrize("action", WRITES)
def test_a_fault_is_told_for_what_it_is(action: str, kind: str, hub: Hub, sandbox: Sandbox) -> None:
    learnt, effect = FAULTS[kind]
    order_fault(sandbox, action, kind)

    assert attempt(hub, action, sandbox) == learnt
    assert len(sandbox.effects(kind=WRITES[action])) == int(effect)
    entry = next(entry for entry in sandbox.journal(PATHS[action][0]) if entry["fault"])
    assert (entry["fault"], entry["effect"]) == (kind, effect)


@pytest.mark.parametrize("action", WRITES)
def test_an_effect_is_found_after_its_answer_was_lost(action: str, hub: Hub, sandbox: Sandbox) -> None:
    arguments = arguments_for(action, sandbox)
    order_fault(sandbox, action, "truncated")
    attempt(hub, action, sandbox)

    outcome = hub.look_up(action, arguments, key="key-1")

    assert isinstance(outcome, Applied)
    if action != "customer.update_contact":  # its record is named by the customer, the effect by the change
        assert outcome.vendor_id == sandbox.effects(kind=WRITES[action])[0]["id"]


@pytest.mark.parametrize("action", WRITES)
def test_an_absent_effect_is_proved_absent_or_left_in_doubt(action: str, hub: Hub, sandbox: Sandbox) -> None:
    order_fault(sandbox, action, "reset")
    attempt(hub, action, sandbox)

    outcome: Outcome = hub.look_up(action, arguments_for(action, sandbox), key="key-1")

    idempotency = hub.catalogue.descriptor(action).idempotency
    assert idempotency is not None
    # A call without a key may still be on its way, so nobody can say that it will not ring.
    assert isinstance(outcome, Unknown if idempotency.mode == "ledger_only" else NotApplied)


def test_a_slow_answer_within_the_deadline_is_an_answer(hub: Hub, sandbox: Sandbox) -> None:
    sandbox.fault(kind="slow", system="payments", method="POST", seconds=1)

    assert isinstance(hub.do("refund.issue", arguments_for("refund.issue", sandbox), key="key-1"), Applied)


@pytest.mark.parametrize("retry_after", [None, 7])
def test_a_rate_limit_says_how_long_to_wait_when_the_system_does(retry_after: int | None, hub: Hub, sandbox: Sandbox) -> None:
    sandbox.fault(kind="rate_limit_429", system="payments", retry_after=retry_after)

    outcome = hub.do("refund.issue", arguments_for("refund.issue", sandbox), key="key-1")

    assert isinstance(outcome, NotApplied)
    assert (outcome.error.kind, outcome.error.retry_after_seconds) == ("rate_limited", retry_after)


@pytest.mark.parametrize("kind", ["error_500", "rate_limit_429", "reset", "truncated"])
def test_a_read_that_fails_may_be_tried_again(kind: str, hub: Hub, sandbox: Sandbox) -> None:
    sandbox.fault(kind=kind, system="crm")

    with pytest.raises(ReadUnavailableError):
        hub.read("customer.read", customer_id="CUST-0001")
    assert hub.read("customer.read", customer_id="CUST-0001") is not None
