"""The solver reads policies as the engine does, or nothing that it proves counts."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

import pytest
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policies.drawn import APPROVALS, facts_towards, for_every_outcome
from tests.policies.given import shipped_artefact, shipped_bundle
from tests.unit.policy.proving.house_language import POLICIES, words
from tests.unit.policy.toy import trees

from countersign.cli.policy_schema import installed_manifests
from countersign.model.decision import Verdict
from countersign.policy.bundle import parse_policies
from countersign.policy.decide import every_rung
from countersign.policy.engine import ask
from countersign.policy.facts import DecisionFacts
from countersign.policy.lint import Tree
from countersign.policy.proving.translation import UntranslatableError, matches, permitted, texts
from countersign.policy.proving.world import World, build_world
from countersign.policy.request import Mode, cedar_request

NAMED = ["EUR", "none", "DE", "sandbox_payments", "elsewhere"]
MODES = st.sampled_from(get_args(Mode))
FACTS = st.sampled_from(Verdict).flatmap(facts_towards)
CONNECTORS = [manifest.name for manifest in installed_manifests()]


@cache
def world(action: str) -> World:
    named = [*texts(list(shipped_artefact().policies.values())), *NAMED, *CONNECTORS]
    return build_world(words(), action, shipped_artefact().tables, named)


@cache
def shipped_formula(action: str) -> Any:
    policies = shipped_artefact().policies
    return permitted({name: policies[name] for name in shipped_artefact().shards[action]}, world(action))


def holds(formula: Any, asked: World, context: Mapping[str, Any]) -> bool:
    """The formula's value for one request."""
    given_facts = _leaves(context)
    pairs = [
        ((z3.Bool if kind == "Bool" else z3.Int)(path), asked.constant(kind, given_facts[path]).value)
        for path, kind in words().facts.items()
    ]
    value = z3.simplify(z3.substitute(formula, *pairs))
    assert z3.is_true(value) or z3.is_false(value)
    return bool(z3.is_true(value))


def _leaves(context: Mapping[str, Any]) -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for part, value in context.items():
        is_record = isinstance(value, dict) and "type" not in value
        leaves |= {f"{part}.{leaf}": _word(inner) for leaf, inner in value.items()} if is_record else {part: _word(value)}
    return leaves


def _word(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) else value


@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(POLICIES, FACTS, MODES, APPROVALS)
def test_any_policy_means_to_the_solver_what_it_means_to_the_engine(
    tree: Tree, facts: DecisionFacts, mode: Mode, approvals: dict[str, int]
) -> None:
    request = cedar_request(facts, shipped_bundle().tables, mode, approvals)
    (answer,) = ask(parse_policies({"drawn": tree}), shipped_bundle().schema, shipped_bundle().actions, [request])

    assert answer.errors == ()
    assert holds(matches(tree, world(facts.action.name)), world(facts.action.name), request["context"]) is answer.allowed


@for_every_outcome(approvals=APPROVALS)
def test_the_shipped_bundle_permits_to_the_solver_what_it_permits_to_the_engine(facts: DecisionFacts, approvals: dict[str, int]) -> None:
    for mode, answer in every_rung(shipped_bundle(), facts, approvals).items():
        request = cedar_request(facts, shipped_bundle().tables, mode, approvals if mode == "act" else {})

        assert holds(shipped_formula(facts.action.name), world(facts.action.name), request["context"]) is answer.allowed


@pytest.mark.parametrize(
    "condition",
    [
        "context.money.amount_minor + 1 > 2",
        'context.money.currency like "E*"',
        "context has mode",
        "(if context.switches.tenant then 1 else 2) > 1",
        "principal == resource",
        "principal in resource",
        "context.money.amount_minor == context.money.currency",
        "context.switches.tenant > 1",
        "context.quality_bp && context.switches.tenant",
        "[context.quality_bp].containsAll([1])",
        "context.limits.contains(1)",
        "resource.customer.vulnerable",
    ],
)
def test_what_the_solver_does_not_know_is_an_error(condition: str) -> None:
    (tree,) = trees(f'@id("p") forbid (principal, action, resource) when {{ {condition} }};').values()

    with pytest.raises(UntranslatableError):
        matches(tree, world("refund.issue"))


@pytest.mark.parametrize("scope", ["principal is Agent, action, resource", 'principal, action, resource == Case::"present"'])
def test_a_scope_on_anything_but_the_action_is_an_error(scope: str) -> None:
    (tree,) = trees(f'@id("p") forbid ({scope});').values()

    with pytest.raises(UntranslatableError):
        matches(tree, world("refund.issue"))
