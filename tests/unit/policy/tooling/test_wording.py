import json

import pytest
from cedarpy import policies_to_json_str
from hypothesis import given
from tests.policies.given import shipped_artefact
from tests.unit.policy.proving.house_language import CONDITIONS, Node

from countersign.policy.tooling.wording import expression_text, rule_text


def parsed(text: str) -> Node:
    (tree,) = json.loads(policies_to_json_str(text))["staticPolicies"].values()
    return {**tree, "annotations": {}}


@pytest.mark.parametrize("policy", sorted(shipped_artefact().policies))
def test_a_policy_in_words_is_the_same_policy(policy: str) -> None:
    tree = shipped_artefact().policies[policy]

    assert parsed(rule_text(tree)) == {**tree, "annotations": {}}


@given(CONDITIONS)
def test_any_condition_in_words_is_the_same_condition(body: Node) -> None:
    text = f"permit (principal, action, resource) when {{ {expression_text(body)} }};"

    assert parsed(text)["conditions"] == [{"kind": "when", "body": body}]


def test_brackets_stand_only_where_they_are_needed() -> None:
    written = 'a && (b || c) && !(d in Action::"x") || [1, -2].contains(context.e) != (f == "g")'
    body = parsed(f"permit (principal, action, resource) when {{ {_facts(written)} }};")["conditions"][0]["body"]

    assert expression_text(body) == _facts(written)


def _facts(text: str) -> str:
    return (
        text.replace("a &&", "context.a &&")
        .replace("(b || c)", "(context.b || context.c)")
        .replace("(d in", "(action in")
        .replace("(f ==", "(context.f ==")
    )
