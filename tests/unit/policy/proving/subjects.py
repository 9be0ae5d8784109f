"""Bundles to prove things about."""

from functools import cache

from tests.policies.given import shipped_artefact, shipped_cases
from tests.unit.policy.toy import toy_artefact

from countersign.policy.artefact import Artefact
from countersign.policy.proving.invariants import Invariant
from countersign.policy.proving.subject import Subject
from countersign.policy.source import shards


@cache
def shipped_subject() -> Subject:
    return subject(shipped_artefact())


def subject(artefact: Artefact) -> Subject:
    return Subject.of(artefact, shipped_cases().baselines)


def toy_subject(*texts: str) -> Subject:
    return subject(toy_artefact(*texts))


def without(policy: str) -> Subject:
    """The shipped bundle less one policy."""
    policies = {name: tree for name, tree in shipped_artefact().policies.items() if name != policy}
    fewer = {"policies": policies, "shards": shards(policies, shipped_artefact().cedar_schema)}
    return subject(shipped_artefact().model_copy(update=fewer))


def never(condition: str) -> Invariant:
    return Invariant(id="claim", says="what the test claims", never=condition)
