"""The folder that policy owners edit, read file by file."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cedarpy import Schema, ValidationResult, policies_to_json_str, validate_policies
from pydantic import ValidationError

from countersign.model.frozen import Frozen
from countersign.policy.artefact import PolicyBundleError
from countersign.policy.findings import Finding
from countersign.policy.lint import Tree
from countersign.policy.tables import Tables

_SCHEMA = "schema.cedarschema"
_MANIFEST = "bundle.toml"
# Cedar names policies by their place in the text and repeats a fault for every action: neither helps a reader.
_NOISE = re.compile(r'for policy `[^`]*`, | for Action::"[^"]*"')


class Manifest(Frozen):
    """bundle.toml: the bundle's version, the engine it was tested with, and each policy file's owner."""

    version: str
    engine: str
    owners: dict[str, str]


class Written(NamedTuple):
    """One policy as it stands in a file."""

    file: str
    tree: Tree

    @property
    def name(self) -> str | None:
        """Its `@id`."""
        name: str | None = self.tree["annotations"].get("id")
        return name


def read_manifest(folder: Path) -> Manifest:
    """Raises PolicyBundleError."""
    try:
        return Manifest.from_json(_toml(folder / _MANIFEST))
    except ValidationError as error:
        raise _unusable(_MANIFEST, error) from error


def read_tables(folder: Path) -> Tables:
    """Raises PolicyBundleError."""
    names = sorted(Tables.model_fields)
    try:
        return Tables.from_json({name: _toml(folder / f"{name}.toml") for name in names})
    except ValidationError as error:
        raise _unusable("tables", error) from error


def read_schema(folder: Path) -> str:
    """The schema's text; raises PolicyBundleError."""
    text = _text(folder / _SCHEMA)
    try:
        Schema.from_str(text)
    except ValueError as error:
        raise _unusable(_SCHEMA, error) from error
    return text


def read_policies(folder: Path, manifest: Manifest, schema: str) -> tuple[list[Written], list[Finding]]:
    """Every policy that can be read, and what is wrong in the files: syntax, types, owners."""
    written: list[Written] = []
    found = list(_of_files({path.name for path in folder.glob("*.cedar")}, manifest))
    for path in sorted(folder.glob("*.cedar")):
        try:
            policies = list(_parse(path))
        except PolicyBundleError as error:
            found += error.findings
            continue
        written += policies
        found += _of_types(path, schema)
        found += _of_owner(policies, manifest.owners.get(path.name, ""))
    return written, found


def _parse(path: Path) -> Iterator[Written]:
    try:
        parsed = json.loads(policies_to_json_str(_text(path)))
    except ValueError as error:
        raise _unusable(path.name, error) from error
    for tree in (*parsed["staticPolicies"].values(), *parsed["templates"].values()):
        yield Written(path.name, {"annotations": {}, **tree})


def _of_files(present: set[str], manifest: Manifest) -> Iterator[Finding]:
    for file in sorted(present - manifest.owners.keys()):
        yield Finding(file=file, problem="has no owner", remedy=f"Name the owner of the file in {_MANIFEST}.")
    for file in sorted(manifest.owners.keys() - present):
        yield Finding(file=_MANIFEST, problem=f"names the owner of {file}, which is not there", remedy="Take the line out.")


def _of_types(path: Path, schema: str) -> list[Finding]:
    result = validate_policies(_text(path), schema)
    remedy = f"Use the words and types of {_SCHEMA}."
    found = [
        Finding(file=path.name, policy=_policy(result, error.policy_id), problem=_NOISE.sub("", error.error), remedy=remedy)
        for error in result.errors
    ]
    return list(dict.fromkeys(found))


def _policy(result: ValidationResult, place: str) -> str:
    names: Mapping[str, str] = result.id_annotations_by_policy_id
    return names.get(place, "")


def _of_owner(policies: list[Written], owner: str) -> Iterator[Finding]:
    for file, tree in policies:
        if owner and tree["annotations"].get("owner") != owner:
            yield Finding(
                file=file,
                policy=tree["annotations"].get("id") or "",
                problem=f"does not carry @owner({json.dumps(owner)}), the file's owner in {_MANIFEST}",
                remedy="Move the policy to its owner's file, or name that owner.",
            )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise _unusable(path.name, error) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path.name, error) from error


def _unusable(file: str, error: Exception) -> PolicyBundleError:
    return PolicyBundleError.of([Finding(file=file, problem=str(error), remedy="Put the file right; nothing can be checked without it.")])
