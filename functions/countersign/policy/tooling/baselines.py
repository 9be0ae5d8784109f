"""Facts by difference: a named starting point in `cases/baselines.yaml`, and what differs from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from countersign.policy.facts import DecisionFacts
from countersign.policy.tooling.yaml_file import read_yaml

Nested = Mapping[str, Any]
_COMPLETE = "clean"


def flat(facts: Nested) -> dict[str, Any]:
    """One entry a fact, named as in cases: `money.amount_minor`."""
    leaves: dict[str, Any] = {}
    for name, value in facts.items():
        leaves |= {f"{name}.{leaf}": inner for leaf, inner in value.items()} if isinstance(value, Mapping) else {name: value}
    return leaves


def nested(leaves: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `flat`."""
    facts: dict[str, Any] = {}
    for path, value in leaves.items():
        part, _, leaf = path.partition(".")
        if leaf:
            facts.setdefault(part, {})[leaf] = value
        else:
            facts[part] = value
    return facts


@dataclass(frozen=True)
class Baselines:
    """Complete facts by name; a name that is not there raises KeyError."""

    facts_by_name: Mapping[str, Nested]

    def of_action(self, action: str) -> str:
        """The first baseline about `action`; raises KeyError when there is none."""
        for name, facts in self.facts_by_name.items():
            if name != _COMPLETE and facts["action"]["name"] == action:
                return name
        raise KeyError(action)

    def facts(self, name: str, given: Mapping[str, Any]) -> DecisionFacts:
        """The baseline with `given` (paths with a dot) laid over it; raises pydantic's ValidationError for impossible facts."""
        return DecisionFacts.from_json(nested({**flat(self.facts_by_name[name]), **given}))

    def unchecked(self, name: str, given: Mapping[str, Any]) -> DecisionFacts:
        """The same past the model's own checks: what the policies must catch as a second fence."""
        facts = self.facts(name, {})
        for path, value in given.items():
            part, _, leaf = path.partition(".")
            inner: BaseModel = getattr(facts, part)
            facts = facts.model_copy(update={part: inner.model_copy(update={leaf: value}) if leaf else value})
        return facts


def read_baselines(policies: Path) -> Baselines:
    """The baselines of a folder of policies; raises CaseFileError."""
    written = read_yaml(policies / "cases" / "baselines.yaml")
    return Baselines({name: {**written[_COMPLETE], **facts} for name, facts in written.items()})
