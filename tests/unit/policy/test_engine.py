"""Each test is a way in which Cedar answers Allow although a forbid should have stood in the way."""

import json
from typing import Any

import pytest
from cedarpy import Decision, Entities, PolicySet, Schema, is_authorized

from countersign.policy.engine import Answer, ask

SCHEMA = Schema.from_str("""
entity Kind enum ["plain", "guarded"];
entity Agent enum ["hub"];
entity Customer { kind: Kind };
action write;
action refund in [write] appliesTo { principal: Agent, resource: Customer, context: { amount: Long } };
""")
PERMIT = "permit (principal, action, resource);"
GUARDED = 'forbid (principal, action, resource) when { resource.kind == Kind::"guarded" };'
OVER_100 = "forbid (principal, action, resource) when { context.amount > 100 };"
GROUP = 'forbid (principal, action in Action::"write", resource);'


def customers(kind: Any = None) -> list[dict[str, Any]]:
    return [] if kind is None else [{"uid": {"type": "Customer", "id": "c"}, "attrs": {"kind": kind}, "parents": []}]


def entities(kind: Any = None) -> Entities:
    return Entities.from_json_str(json.dumps(customers(kind)), SCHEMA)


def request(**context: Any) -> dict[str, Any]:
    uids = {"principal": ("Agent", "hub"), "action": ("Action", "refund"), "resource": ("Customer", "c")}
    return {name: {"type": kind, "id": identifier} for name, (kind, identifier) in uids.items()} | {"context": context}


def answer(policies: str, given: Entities, asked: dict[str, Any]) -> Answer:
    return ask(PolicySet.from_str(policies), SCHEMA, given, [asked])[0]


def test_a_clean_allow_is_an_allow() -> None:
    assert answer(PERMIT + GUARDED, entities({"type": "Kind", "id": "plain"}), request(amount=1)) == Answer(
        allowed=True, policies=("policy0",), errors=()
    )


def test_h1_a_missing_entity_is_not_an_allow() -> None:
    """The forbid cannot be evaluated and is skipped; the engine itself says Allow."""
    engines_own = is_authorized(request(amount=1), PERMIT + GUARDED, entities(), SCHEMA)

    assert engines_own.decision is Decision.Allow
    assert not answer(PERMIT + GUARDED, entities(), request(amount=1)).allowed


@pytest.mark.parametrize("context", [{"amount": "500"}, {"amount": True}, {}], ids=["text", "flag", "absent"])
def test_h2_h3_a_wrong_or_missing_fact_is_no_decision(context: dict[str, Any]) -> None:
    """Without the schema the engine skips the forbid and allows."""
    known = entities({"type": "Kind", "id": "plain"})

    assert is_authorized(request(**context), PERMIT + OVER_100, known).decision is Decision.Allow
    result = answer(PERMIT + OVER_100, known, request(**context))
    assert not result.allowed
    assert result.errors


def test_h2_h3_a_wrong_type_may_open_without_any_error_unless_the_schema_is_given() -> None:
    exactly_100 = "forbid (principal, action, resource) when { context.amount == 100 };"
    known = entities({"type": "Kind", "id": "plain"})
    engines_own = is_authorized(request(amount="100"), PERMIT + exactly_100, known)

    assert (engines_own.decision, engines_own.diagnostics.errors) == (Decision.Allow, [])
    assert not answer(PERMIT + exactly_100, known, request(amount="100")).allowed


def test_h4_an_overflow_is_not_an_allow() -> None:
    overflowing = "forbid (principal, action, resource) when { context.amount * 4611686018427387904 > 100 };"
    known = entities({"type": "Kind", "id": "plain"})

    assert is_authorized(request(amount=4), PERMIT + overflowing, known, SCHEMA).decision is Decision.Allow
    assert not answer(PERMIT + overflowing, known, request(amount=4)).allowed


def test_h5_entities_built_without_the_schema_open_silently() -> None:
    """Why facts travel in the context: it is checked on every call, entities are checked only when somebody thinks of it."""
    untyped = Entities.from_json_str(json.dumps(customers("guarded")))

    assert answer(PERMIT + GUARDED, untyped, request(amount=1)).allowed
    assert not answer(PERMIT + GUARDED, entities({"type": "Kind", "id": "guarded"}), request(amount=1)).allowed


def test_actions_lose_their_groups_without_the_schema() -> None:
    """Why the bundle builds the action entities itself."""
    untyped = Entities.from_json_str("[]")

    assert answer(PERMIT + GROUP, untyped, request(amount=1)).allowed
    assert not answer(PERMIT + GROUP, entities(), request(amount=1)).allowed


def test_h6_a_template_does_nothing_until_it_is_linked() -> None:
    template = "forbid (principal == ?principal, action, resource);"

    assert answer(PERMIT + template, entities(), request(amount=1)).allowed


def test_no_decision_without_a_message_still_counts_as_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = '{"decision": "NoDecision", "diagnostics": {"errors": [], "reason": []}}'
    monkeypatch.setattr("cedarpy._internal.is_authorized_batch", lambda *_: [silent])

    assert answer(PERMIT, entities(), request(amount=1)).errors == ("the engine came to no decision",)
