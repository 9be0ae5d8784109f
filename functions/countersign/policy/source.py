"""From the files that people edit to the artefact that decides."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cedarpy import Schema, policies_to_json_str, validate_policies
from pydantic import ValidationError

from countersign.model.frozen import Frozen
from countersign.policy.artefact import Artefact, PolicyBundleError
from countersign.policy.bundle import action_entities
from countersign.policy.lint import Tree, problems
from countersign.policy.tables import Tables

_SCHEMA = "schema.cedarschema"


class _Manifest(Frozen):
    """bundle.toml: the bundle's version, the engine it was tested with, and each policy file's owner."""

    version: str
    engine: str
    owners: dict[str, str]


def compile_folder(folder: Path) -> Artefact:
    """The artefact of a folder of policies; raises PolicyBundleError naming every file or policy at fault."""
    manifest = _manifest(folder)
    schema = _text(folder / _SCHEMA)
    tables = _tables(folder)
    policies = _policies(folder, manifest.owners)
    if found := [*_invalid(folder, schema), *problems(policies, tables)]:
        raise PolicyBundleError("\n".join(found))
    return Artefact(
        format=1,
        version=manifest.version,
        engine=manifest.engine,
        cedar_schema=schema,
        policies=policies,
        shards=_shards(policies, Schema.from_str(schema)),
        tables=tables,
    )


def _manifest(folder: Path) -> _Manifest:
    try:
        return _Manifest.from_json(_toml(folder / "bundle.toml"))
    except ValidationError as error:
        raise PolicyBundleError(f"bundle.toml: {error}") from error


def _tables(folder: Path) -> Tables:
    names = sorted(Tables.model_fields)
    try:
        return Tables.from_json({name: _toml(folder / f"{name}.toml") for name in names})
    except ValidationError as error:
        raise PolicyBundleError(f"tables: {error}") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise PolicyBundleError(f"{path.name}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyBundleError(f"{path.name}: {error}") from error


def _policies(folder: Path, owners: Mapping[str, str]) -> dict[str, Tree]:
    present = {path.name for path in folder.glob("*.cedar")}
    if present != owners.keys():
        raise PolicyBundleError(f"bundle.toml must name the owner of exactly these files: {', '.join(sorted(present))}")
    policies: dict[str, Tree] = {}
    for file, owner in sorted(owners.items()):
        for tree in _parse(folder / file):
            name = tree["annotations"].get("id")
            if not name or name in policies:
                raise PolicyBundleError(f"{file}: @id {name!r} is missing or used twice")
            if tree["annotations"].get("owner") != owner:
                raise PolicyBundleError(f"{file}: {name} does not carry @owner({json.dumps(owner)}), the file's owner in bundle.toml")
            policies[name] = tree
    return policies


def _parse(path: Path) -> Iterator[Tree]:
    try:
        parsed = json.loads(policies_to_json_str(_text(path)))
    except ValueError as error:
        raise PolicyBundleError(f"{path.name}: {error}") from error
    for tree in (*parsed["staticPolicies"].values(), *parsed["templates"].values()):
        yield {"annotations": {}, **tree}


def _invalid(folder: Path, schema: str) -> list[str]:
    """What Cedar's own type checker finds; it runs on the text because its messages name the file's policies in order."""
    texts = {path.name: _text(path) for path in sorted(folder.glob("*.cedar"))}
    return [f"{name}: {error}" for name, text in texts.items() for error in validate_policies(text, schema).errors]


def _shards(policies: Mapping[str, Tree], schema: Schema) -> dict[str, tuple[str, ...]]:
    """For each action and group, the policies whose scope covers it."""
    known = json.loads(str(action_entities(schema)))
    lineage = {action["uid"]["id"]: {action["uid"]["id"], *(parent["id"] for parent in action["parents"])} for action in known}
    return {
        action: tuple(sorted(name for name, tree in policies.items() if _covers(tree["action"], groups)))
        for action, groups in lineage.items()
    }


def _covers(scope: Mapping[str, Any], groups: set[str]) -> bool:
    if scope["op"] == "All":
        return True
    entities = scope.get("entities") or [scope["entity"]]
    return any(entity["id"] in groups for entity in entities)
