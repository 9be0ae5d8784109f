import pytest
from tests.contract.connectors.proposals import WRITES, arguments_for
from tests.contract.connectors.sandbox_process import Hub, Sandbox

from countersign.sdk import Applied, NotApplied


@pytest.mark.parametrize("action", WRITES)
def test_every_write_has_its_effect_and_names_it(action: str, hub: Hub, sandbox: Sandbox) -> None:
    outcome = hub.do(action, arguments_for(action, sandbox), key="key-1")

    assert isinstance(outcome, Applied)
    assert outcome.result["id"] == outcome.vendor_id
    assert len(sandbox.effects(kind=WRITES[action])) == 1


@pytest.mark.parametrize("action", [action for action in WRITES if action not in {"call.place", "sms.send"}])
def test_the_same_key_twice_is_one_object(action: str, hub: Hub, sandbox: Sandbox) -> None:
    arguments = arguments_for(action, sandbox)

    first, second = (hub.do(action, arguments, key="key-1") for _ in range(2))

    assert isinstance(first, Applied)
    assert isinstance(second, Applied)
    assert first.vendor_id == second.vendor_id
    assert len(sandbox.effects(kind=WRITES[action])) == 1


@pytest.mark.parametrize("action", ["call.place", "sms.send"])
def test_telephony_protects_nothing_as_it_declares(action: str, hub: Hub, sandbox: Sandbox) -> None:
    idempotency = hub.catalogue.descriptor(action).idempotency
    for _ in range(2):
        hub.do(action, arguments_for(action, sandbox), key="key-1")

    assert idempotency is not None
    assert idempotency.mode == "ledger_only"
    assert len(sandbox.effects(kind=WRITES[action])) == 2


def test_other_keys_are_other_refunds(hub: Hub, sandbox: Sandbox) -> None:
    for key in ("key-1", "key-2"):
        hub.do("refund.issue", arguments_for("refund.issue", sandbox), key=key)

    assert sum(refund["amount_minor"] for refund in sandbox.effects(kind="refund")) == 1000


def test_a_key_is_not_lent_to_another_body(hub: Hub, sandbox: Sandbox) -> None:
    hub.do("refund.issue", arguments_for("refund.issue", sandbox), key="key-1")

    outcome = hub.do("refund.issue", arguments_for("refund.issue", sandbox, amount_minor=600), key="key-1")

    assert isinstance(outcome, NotApplied)
    assert outcome.error.vendor_code == "idempotency_key_reused"


@pytest.mark.parametrize("action", WRITES)
def test_prepared_bytes_depend_on_arguments_and_key_alone(action: str, hub: Hub, sandbox: Sandbox) -> None:
    arguments = arguments_for(action, sandbox)
    before = sandbox.effects()

    assert hub.prepare(action, arguments, key="key-1") == hub.prepare(action, dict(reversed(arguments.items())), key="key-1")
    assert sandbox.effects() == before
