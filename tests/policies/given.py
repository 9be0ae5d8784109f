"""Facts and policies for tests: a named starting point, and what differs from it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from countersign.policy.artefact import Artefact
from countersign.policy.bundle import Bundle, open_artefact
from countersign.policy.facts import DecisionFacts
from countersign.policy.source import compile_folder
from countersign.policy.tooling.cases import CaseBook, read_cases

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def shipped_artefact() -> Artefact:
    return compile_folder(POLICIES)


@cache
def shipped_bundle() -> Bundle:
    return open_artefact(shipped_artefact())


@cache
def shipped_cases() -> CaseBook:
    return read_cases(POLICIES)


def make_facts(name: str = "refund", **given: Any) -> DecisionFacts:
    """Facts that differ from a baseline; nested fields with a double underscore: `money__amount_minor=12_000`."""
    return checked_facts(name, {key.replace("__", "."): value for key, value in given.items()})


def checked_facts(name: str, given: Mapping[str, Any]) -> DecisionFacts:
    """The same, nested fields with a dot."""
    return shipped_cases().baselines.facts(name, given)


def unchecked_facts(name: str, given: Mapping[str, Any]) -> DecisionFacts:
    """The same, past the model's own checks: what a second fence must catch."""
    return shipped_cases().baselines.unchecked(name, given)
