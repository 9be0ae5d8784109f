"""From the files that people edit to the artefact that decides."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cedarpy import Schema

from countersign.policy.artefact import Artefact, PolicyBundleError
from countersign.policy.bundle import action_entities
from countersign.policy.findings import Finding
from countersign.policy.folder import Written, read_manifest, read_policies, read_schema, read_tables
from countersign.policy.lint import Tree, problems


def compile_folder(folder: Path) -> Artefact:
    """The artefact of a folder of policies; raises PolicyBundleError with everything at fault in them."""
    manifest, schema, tables = read_manifest(folder), read_schema(folder), read_tables(folder)
    written, found = read_policies(folder, manifest, schema)
    found += _of_names(written)
    policies = {name: policy.tree for policy in written if (name := policy.name)}
    files = {policy.name: policy.file for policy in written}
    found += [finding.model_copy(update={"file": files.get(finding.policy, "")}) for finding in problems(policies, tables)]
    if found:
        raise PolicyBundleError.of(found)
    return Artefact(
        format=1,
        version=manifest.version,
        engine=manifest.engine,
        cedar_schema=schema,
        policies=policies,
        shards=shards(policies, schema),
        tables=tables,
    )


def shards(policies: Mapping[str, Tree], schema: str) -> dict[str, tuple[str, ...]]:
    """For each action and group, the policies whose scope covers it."""
    return {
        action: tuple(sorted(name for name, tree in policies.items() if covers(tree["action"], groups)))
        for action, groups in lineage(schema).items()
    }


def lineage(schema: str) -> dict[str, set[str]]:
    """Each action and group of the schema with all groups it belongs to, itself included."""
    known = json.loads(str(action_entities(Schema.from_str(schema))))
    return {action["uid"]["id"]: {action["uid"]["id"], *(parent["id"] for parent in action["parents"])} for action in known}


def covers(scope: Mapping[str, Any], groups: set[str]) -> bool:
    """Whether a policy with this action scope concerns an action with this lineage."""
    if scope["op"] == "All":
        return True
    entities = scope.get("entities") or [scope["entity"]]
    return any(entity["id"] in groups for entity in entities)


def _of_names(written: Sequence[Written]) -> Iterator[Finding]:
    times = Counter(policy.name for policy in written)
    for policy in written:
        if not policy.name or times[policy.name] > 1:
            yield Finding(
                file=policy.file,
                policy=policy.name or "",
                problem=f"@id {policy.name!r} is missing or used twice",
                remedy="Give every policy an @id of its own: decisions are explained by it.",
            )
