"""Policies in the house language, drawn at random over the shipped schema's words."""

from functools import cache
from typing import Any

from hypothesis import strategies as st
from tests.policies.given import shipped_artefact

from countersign.policy.proving.vocabulary import Vocabulary, vocabulary

Node = dict[str, Any]
NUMBERS = st.sampled_from([-1, 0, 1, 2, 3, 2_000, 7_000, 9_000, 10_000, 10_001])
TEXTS = st.sampled_from(["EUR", "none", "DE", "sandbox_payments", "elsewhere"])


@cache
def words() -> Vocabulary:
    return vocabulary(shipped_artefact().cedar_schema)


def fact(path: str) -> Node:
    node: Node = {"Var": "context"}
    for part in path.split("."):
        node = {".": {"left": node, "attr": part}}
    return node


def facts_of(kind: str) -> st.SearchStrategy[Node]:
    return st.sampled_from([fact(path) for path, found in words().facts.items() if found == kind])


def entity(kind: str, word: str) -> Node:
    return {"Value": {"__entity": {"type": kind, "id": word}}}


def constants(kind: str) -> st.SearchStrategy[Node]:
    if kind in words().words:
        return st.sampled_from([entity(kind, word) for word in words().words[kind]])
    return (NUMBERS if kind == "Long" else TEXTS).map(lambda value: {"Value": value})


@st.composite
def equalities(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(["Long", "String", *sorted(set(words().facts.values()) & words().words.keys())]))
    left, right = draw(facts_of(kind)), draw(st.one_of(constants(kind), facts_of(kind)))
    return {draw(st.sampled_from(["==", "!="])): {"left": left, "right": right}}


@st.composite
def comparisons(draw: st.DrawFn) -> Node:
    sides = [draw(facts_of("Long")), draw(st.one_of(constants("Long"), facts_of("Long")))]
    left, right = draw(st.permutations(sides))
    return {draw(st.sampled_from(["<", "<=", ">", ">="])): {"left": left, "right": right}}


@st.composite
def lists(draw: st.DrawFn) -> Node:
    kind = draw(st.sampled_from(["Long", "String", "Mode", "Taint"]))
    items = draw(st.lists(constants(kind), min_size=1, max_size=3))
    return {"contains": {"left": {"Set": items}, "right": draw(facts_of(kind))}}


@st.composite
def actions(draw: st.DrawFn) -> Node:
    asked = st.sampled_from(sorted(shipped_artefact().shards)).map(lambda name: entity("Action", name))
    form = draw(st.sampled_from(["in", "==", "!=", "in list"]))
    right = {"Set": draw(st.lists(asked, min_size=1, max_size=3))} if form == "in list" else draw(asked)
    return {form.removesuffix(" list"): {"left": {"Var": "action"}, "right": right}}


def combined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    sides = st.fixed_dictionaries({"left": parts, "right": parts})
    both = st.tuples(st.sampled_from(["&&", "||", "=="]), sides).map(lambda pair: {pair[0]: pair[1]})
    return st.one_of(both, parts.map(lambda part: {"!": {"arg": part}}))


CONDITIONS = st.recursive(st.one_of(facts_of("Bool"), equalities(), comparisons(), lists(), actions()), combined, max_leaves=6)


@st.composite
def scopes(draw: st.DrawFn) -> Node:
    asked = st.sampled_from(sorted(shipped_artefact().shards)).map(lambda name: {"type": "Action", "id": name})
    form = draw(st.sampled_from(["All", "==", "in", "in list"]))
    if form == "in list":
        return {"op": "in", "entities": draw(st.lists(asked, min_size=1, max_size=3))}
    return {"op": form} if form == "All" else {"op": form, "entity": draw(asked)}


POLICIES = st.fixed_dictionaries(
    {
        "effect": st.just("permit"),
        "principal": st.just({"op": "All"}),
        "action": scopes(),
        "resource": st.just({"op": "All"}),
        "conditions": st.lists(st.fixed_dictionaries({"kind": st.sampled_from(["when", "unless"]), "body": CONDITIONS}), max_size=2),
        "annotations": st.just({}),
    }
)
