from typing import Any

import pytest
from cedarpy import Schema
from tests.policies.given import shipped_artefact

from countersign.policy.schema import SchemaError, Vocabulary, action_groups, cedar_schema
from countersign.sdk import CONTRACT_VERSION, ActionDescriptor, Capability, Effect, Idempotency, Manifest, NoAuth

VOCABULARY = Vocabulary(intents=("refund_request", "unknown"), note=("ticket.note",), outreach=("call.place",))
EFFECTS = {
    "refund.issue": Effect.MONEY,
    "mail.send": Effect.CUSTOMER_CONTACT,
    "call.place": Effect.CUSTOMER_CONTACT,
    "ticket.note": Effect.WRITE_REVERSIBLE,
    "account.close": Effect.WRITE_IRREVERSIBLE,
    "order.read": Effect.READ,
}


def descriptor(name: str, effect: Effect) -> ActionDescriptor:
    paths: dict[str, Any] = {"amount_path": "/a", "currency_path": "/c", "recipient_path": "/r"}
    return ActionDescriptor(
        name=name,
        title=name,
        version=1,
        effect=effect,
        input_schema={},
        output_schema={},
        idempotency=Idempotency(mode="ledger_only"),
        no_undo_reason="none",
        **paths,
    )


def manifest(**effects: Effect) -> Manifest:
    actions = tuple(descriptor(name, effect) for name, effect in {**EFFECTS, **effects}.items())
    return Manifest(
        name="vendor",
        version="1.0.0",
        contract=CONTRACT_VERSION,
        title="Vendor",
        capabilities=(Capability.PAYMENTS,),
        auth=NoAuth(),
        actions=actions,
    )


def test_an_actions_group_follows_from_its_effect_unless_policy_owners_gave_it_one() -> None:
    assert action_groups([manifest()], VOCABULARY) == {
        "refund.issue": "money",
        "mail.send": "contact",
        "call.place": "outreach",
        "ticket.note": "note",
        "account.close": "record",
    }


def test_reads_are_no_actions_of_the_gate() -> None:
    assert '"order.read"' not in cedar_schema([manifest()], VOCABULARY, shipped_artefact().tables)


def test_the_text_is_a_schema_in_any_order_of_declarations() -> None:
    one = manifest()
    turned = one.model_copy(update={"actions": one.actions[::-1]})
    text = cedar_schema([one], VOCABULARY, shipped_artefact().tables)

    Schema.from_str(text)
    assert cedar_schema([turned], VOCABULARY, shipped_artefact().tables) == text


@pytest.mark.parametrize("effect", [Effect.MONEY, Effect.CUSTOMER_CONTACT, Effect.WRITE_IRREVERSIBLE])
def test_what_a_customer_would_notice_cannot_be_a_note(effect: Effect) -> None:
    """A note is free of most policies: an action whose connector declares worse must not pass as one."""
    with pytest.raises(SchemaError, match=r"ticket\.note has the effect"):
        action_groups([manifest(**{"ticket.note": effect})], VOCABULARY)


def test_a_word_for_an_action_that_nobody_does_is_refused() -> None:
    with pytest.raises(SchemaError, match=r"fax\.send, which no connector does"):
        action_groups([manifest()], VOCABULARY.model_copy(update={"outreach": ("fax.send",)}))
