"""Cedar, asked so that it can only fail closed.

Cedar skips a policy that errors, and a skipped forbid opens: so an answer with any error is not an answer. Its own `allowed` is never read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cedarpy import Decision, Entities, PolicySet, Schema, is_authorized_batch


@dataclass(frozen=True)
class Answer:
    """`allowed` is true only for an Allow without errors; `policies` are all that determined it, sorted."""

    allowed: bool
    policies: tuple[str, ...]
    errors: tuple[str, ...]


def ask(policies: PolicySet, schema: Schema, entities: Entities, requests: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """One answer per request, in order.

    `schema` is required because without it a wrongly typed fact makes a forbid vanish; `entities` must have been built with that
    schema, or actions lose the groups that policies name.
    """
    results = is_authorized_batch([dict(request) for request in requests], policies, entities, schema)
    return [_answer(result.decision, result.diagnostics.reasons, result.diagnostics.errors) for result in results]


def _answer(decision: Decision, policies: Sequence[str], engine_errors: Sequence[str]) -> Answer:
    errors = list(engine_errors)
    if decision is Decision.NoDecision and not errors:
        errors.append("the engine came to no decision")
    return Answer(allowed=decision is Decision.Allow and not errors, policies=tuple(sorted(policies)), errors=tuple(errors))
