"""The bundle in force: loaded once, by digest, or not at all."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from cedarpy import Entities, PolicySet, Schema
from pydantic import ValidationError

from countersign.model.decision import Need, Reason
from countersign.policy.annotations import approval_of
from countersign.policy.artefact import Artefact, PolicyBundleError, digest_of, engine_version
from countersign.policy.facts import Autonomy
from countersign.policy.lint import problems
from countersign.policy.tables import Tables


@dataclass(frozen=True)
class Policy:
    """What explanations and approval requests need to know of a policy."""

    title: str
    approval: Need | None


@dataclass(frozen=True)
class Bundle:
    """Everything that decides, parsed. `actions` are the schema's actions with their groups."""

    digest: str
    version: str
    schema: Schema
    actions: Entities
    policies: Mapping[str, Policy]
    tables: Tables
    _artefact: Artefact
    _parsed: dict[str, PolicySet] = field(default_factory=dict)

    def policy_set(self, action: str) -> PolicySet:
        """The policies that can concern `action`, parsed at first use; raises KeyError for an action the schema does not know."""
        if action not in self._parsed:
            shard = {name: self._artefact.policies[name] for name in self._artefact.shards[action]}
            self._parsed[action] = parse_policies(shard)
        return self._parsed[action]

    @property
    def judged_actions(self) -> frozenset[str]:
        """Every action and group that these policies can decide."""
        return frozenset(self._artefact.shards)

    def reasons(self, policies: Iterable[str]) -> tuple[Reason, ...]:
        """The policies with their titles."""
        return tuple(Reason(policy=name, title=self.policies[name].title) for name in policies)


def load_bundle(raw: bytes, *, expected_digest: str) -> Bundle:
    """Parse what `build` wrote; raises PolicyBundleError unless it is whole, lawful, for this engine and exactly the expected one."""
    digest = digest_of(raw)
    if digest != expected_digest:
        raise PolicyBundleError(f"the bundle's digest is {digest}, expected {expected_digest}: deploy and configure the same one")
    try:
        artefact = Artefact.model_validate_json(raw)
    except ValidationError as error:
        raise PolicyBundleError(f"not a policy bundle: {error}") from error
    return _opened(artefact, digest)


def open_artefact(artefact: Artefact) -> Bundle:
    """A usable bundle; raises PolicyBundleError. `load_bundle` is for what was deployed, this for what was just built."""
    return _opened(artefact, artefact.digest)


def _opened(artefact: Artefact, digest: str) -> Bundle:
    if artefact.engine != engine_version():
        raise PolicyBundleError(f"built for cedarpy {artefact.engine}, here is {engine_version()}: test and build the policies again")
    if found := problems(artefact.policies, artefact.tables):
        raise PolicyBundleError.of(found)
    try:
        schema = Schema.from_str(artefact.cedar_schema)
    except ValueError as error:
        raise PolicyBundleError(f"schema: {error}") from error
    return Bundle(
        digest=digest,
        version=artefact.version,
        schema=schema,
        actions=action_entities(schema),
        policies={name: _describe(tree["annotations"]) for name, tree in artefact.policies.items()},
        tables=artefact.tables,
        _artefact=artefact,
    )


def installed_folder() -> Path:
    """The policies layer's files, wherever the layer is on the import path."""
    return Path(str(import_module("countersign_policies").__file__)).parent


def autonomy_level(bundle: Bundle, *, intent: str, action: str, channel: str) -> Autonomy:
    """How far the hub may go by itself for this work."""
    return bundle.tables.autonomy.level(intent=intent, action=action, channel=channel)


def parse_policies(policies: Mapping[str, Any]) -> PolicySet:
    """Cedar's handle on policies in JSON form, keyed by the ids that answers shall name."""
    return PolicySet.from_json_str(json.dumps({"staticPolicies": policies, "templates": {}, "templateLinks": []}))


def action_entities(schema: Schema) -> Entities:
    """The schema's actions with their groups. Built without the schema, groups are empty and forbids on a group silently do nothing."""
    return Entities.from_json_str("[]", schema)


def _describe(annotations: Mapping[str, str]) -> Policy:
    return Policy(title=annotations["title"], approval=approval_of(annotations))
