"""What two bundles say differently, word for word; what that does is for `proving.difference`."""

from collections.abc import Iterator, Mapping
from typing import Any

from countersign.model.frozen import Frozen
from countersign.policy.artefact import Artefact
from countersign.policy.lint import Tree
from countersign.policy.tooling.wording import rule_text


class Change(Frozen):
    """One place with its old and new words; empty where there was or is nothing."""

    where: str
    old: str
    new: str


def changes(old: Artefact, new: Artefact) -> list[Change]:
    """Policies, their annotations, tables, schema and engine, each place that differs."""
    before, after = _places(old), _places(new)
    return [
        Change(where=where, old=before.get(where, ""), new=after.get(where, ""))
        for where in sorted(before.keys() | after.keys())
        if before.get(where) != after.get(where)
    ]


def _places(artefact: Artefact) -> dict[str, str]:
    policies = (place for name, tree in artefact.policies.items() for place in _of_policy(name, tree))
    tables = _of_table("tables", artefact.tables.to_json())
    return {"engine": artefact.engine, "schema": artefact.cedar_schema, **dict(policies), **dict(tables)}


def _of_policy(name: str, tree: Tree) -> Iterator[tuple[str, str]]:
    yield f"policy {name}", rule_text(tree)
    for key, value in tree["annotations"].items():
        yield f"policy {name} @{key}", value


def _of_table(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _of_table(f"{path}.{name}", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value, start=1):
            yield from _of_table(f"{path} {place}", inner)
    else:
        yield path, str(value)
