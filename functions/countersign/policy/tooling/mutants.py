"""Small changes of the policies, each of which some case should notice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from countersign.policy.annotations import APPROVAL, approval_of
from countersign.policy.artefact import Artefact
from countersign.policy.lint import Tree
from countersign.policy.source import shards
from countersign.policy.tooling.tree_changes import changed_conditions
from countersign.policy.tooling.wording import expression_text, rule_text, scope_text

_DROPPED = "nothing"


@dataclass(frozen=True)
class Mutant:
    """One changed bundle; `place` is a policy's id or a table's number, `change` shows old and new words."""

    place: str
    change: str
    artefact: Artefact


def mutants(artefact: Artefact) -> list[Mutant]:
    """Every mutant of a bundle: of conditions, scopes, effects and annotations, without one policy, and with other limits."""
    made = [*_of_policies(artefact), *_of_limits(artefact)]
    times: Counter[tuple[str, str]] = Counter()
    return [_told_apart(mutant, times) for mutant in made]


def _told_apart(mutant: Mutant, times: Counter[tuple[str, str]]) -> Mutant:
    """The same words may stand in a policy twice; the second change of them says so."""
    key = (mutant.place, mutant.change)
    times[key] += 1
    change = mutant.change if times[key] == 1 else f"{mutant.change} (occurrence {times[key]})"
    return Mutant(mutant.place, change, mutant.artefact)


def _of_policies(artefact: Artefact) -> Iterator[Mutant]:
    for name, tree in artefact.policies.items():
        yield Mutant(name, f"{rule_text(tree)} -> {_DROPPED}", _with_policies(artefact, _without(artefact.policies, name)))
        for change, changed in _of_policy(tree, sorted(artefact.tables.approvals)):
            yield Mutant(name, change, _with_policies(artefact, {**artefact.policies, name: changed}))


def _of_policy(tree: Tree, roles: list[str]) -> Iterator[tuple[str, Tree]]:
    flipped = {"forbid": "permit", "permit": "forbid"}[tree["effect"]]
    yield f"{tree['effect']} -> {flipped}", {**tree, "effect": flipped}
    if tree["action"] != {"op": "All"}:
        yield f"{scope_text(tree['action'])} -> action", {**tree, "action": {"op": "All"}}
    for place, condition in enumerate(tree["conditions"]):
        others = [other for at, other in enumerate(tree["conditions"]) if at != place]
        yield f"{condition['kind']} {{ {expression_text(condition['body'])} }} -> {_DROPPED}", {**tree, "conditions": others}
    for change, conditions in changed_conditions(tree["conditions"]):
        yield change, {**tree, "conditions": conditions}
    for change, annotations in _of_annotations(tree["annotations"], roles):
        yield change, {**tree, "annotations": annotations}


def _of_annotations(annotations: Mapping[str, str], roles: list[str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    need = approval_of(annotations)
    if need is None:
        return
    for key in sorted(APPROVAL):
        yield f"@{key} -> {_DROPPED}", _without(annotations, key)
    changed = {
        "role": next(role for role in roles if role != need.role),
        "approvers": str(need.count + 1),
        "within": f"{annotations['within']}1M",
    }
    for key, value in changed.items():
        yield f"@{key}({annotations[key]}) -> @{key}({value})", {**annotations, key: value}


def _of_limits(artefact: Artefact) -> Iterator[Mutant]:
    for table in ("contact", "limits"):
        for name, limit in dict(getattr(artefact.tables, table)).items():
            for value in (limit - 1, limit + 1):
                numbers = getattr(artefact.tables, table).model_copy(update={name: value})
                tables = artefact.tables.model_copy(update={table: numbers})
                yield Mutant(f"{table}.toml", f"{name} = {limit} -> {value}", artefact.model_copy(update={"tables": tables}))


def _with_policies(artefact: Artefact, policies: Mapping[str, Tree]) -> Artefact:
    return artefact.model_copy(update={"policies": policies, "shards": shards(policies, artefact.cedar_schema)})


def _without(entries: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in entries.items() if key != name}
