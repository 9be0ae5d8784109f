"""Facts and policies for tests: a named starting point, and what differs from it."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.facts import DecisionFacts
from countersign.policy.source import compile_folder

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def shipped_artefact() -> Artefact:
    return compile_folder(POLICIES)


@cache
def shipped_bundle() -> Bundle:
    return open_artefact(shipped_artefact())


@cache
def _baselines() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((POLICIES / "cases" / "baselines.yaml").read_text(encoding="utf-8"))


def make_facts(name: str = "refund", **given: Any) -> DecisionFacts:
    """Facts that differ from a baseline; nested fields with a double underscore: `money__amount_minor=12_000`."""
    return checked_facts(name, {key.replace("__", "."): value for key, value in given.items()})


def checked_facts(name: str, given: Mapping[str, Any]) -> DecisionFacts:
    """The same, nested fields with a dot."""
    facts = deepcopy({**_baselines()["clean"], **_baselines()[name]})
    for path, value in given.items():
        part, _, leaf = path.partition(".")
        place, key = (facts[part], leaf) if leaf else (facts, part)
        place[key] = value
    return DecisionFacts.from_json(facts)


def unchecked_facts(name: str, given: Mapping[str, Any]) -> DecisionFacts:
    """The same, past the model's own checks: what a second fence must catch."""
    facts = checked_facts(name, {})
    for path, value in given.items():
        part, _, leaf = path.partition(".")
        facts = facts.model_copy(update={part: getattr(facts, part).model_copy(update={leaf: value}) if leaf else value})
    return facts
