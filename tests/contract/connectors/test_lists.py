"""What a system lists of its effects, as the hub compares it with its own ledger."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.contract.connectors.proposals import WRITES, arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.reconciliation.listed import listed
from countersign.sdk import Listed, NotListedError

LISTED = sorted(set(WRITES) - {"customer.update_contact"})
HOUR = timedelta(hours=1)


def lists(hub: Hub, action: str, *, ago: timedelta = HOUR) -> list[Listed]:
    return listed(hub.catalogue, hub.transport, "main", action, datetime.now(UTC) - ago)


@pytest.mark.parametrize("action", LISTED)
def test_an_effect_is_listed_with_our_key(action: str, hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do(action, arguments_for(action, sandbox), key="key-1")
    (effect,) = lists(hub, action)

    assert outcome.outcome == "applied"
    assert (effect.vendor_id, effect.key) == (outcome.vendor_id, "key-1")


@pytest.mark.parametrize("action", LISTED)
def test_no_action_lists_the_effects_of_another(action: str, hub: Hub, sandbox: Sandbox) -> None:
    for number, other in enumerate(set(LISTED) - {action}):
        hub.do(other, arguments_for(other, sandbox), key=f"key-{number}")

    # A refund that is taken back was made before, at the counter.
    assert {effect.key for effect in lists(hub, action)} <= {"counter-1"}


def test_money_is_listed_with_its_amount(hub: Hub, sandbox: Sandbox) -> None:
    hub.do("refund.issue", arguments_for("refund.issue", sandbox, amount_minor=1500), key="key-1")
    (refund,) = lists(hub, "refund.issue")

    assert (refund.amount_minor, refund.currency) == (1500, "EUR")


@pytest.mark.parametrize("action", LISTED)
def test_what_is_older_is_not_listed(action: str, hub: Hub, sandbox: Sandbox) -> None:
    hub.do(action, arguments_for(action, sandbox), key="key-1")

    assert lists(hub, action, ago=-HOUR) == []


@pytest.mark.parametrize("action", ["call.place", "ticket.note_internal"])
def test_every_page_is_read(action: str, hub: Hub, sandbox: Sandbox) -> None:
    for number in range(21):
        hub.do(action, arguments_for(action, sandbox), key=f"key-{number}")

    assert {effect.key for effect in lists(hub, action)} == {f"key-{number}" for number in range(21)}


def test_a_system_without_a_list_says_so(hub: Hub) -> None:
    with pytest.raises(NotListedError):
        lists(hub, "customer.update_contact")
