"""What must hold whatever else the policies say: `invariants.toml`, in the words of policies."""

import json
import tomllib
from pathlib import Path
from typing import Any, Literal, Self

from cedarpy import policies_to_json_str, validate_policies
from pydantic import ValidationError, model_validator

from countersign.model.frozen import Frozen
from countersign.policy.lint import Tree

Law = Literal["a weaker rung is open wherever a stronger one is", "one more approval never closes a rung"]


class InvariantFileError(Exception):
    """The invariants cannot be read; the message names what and why."""


class Invariant(Frozen):
    """Either a condition under which nothing may `never` be permitted, or a `law` about several requests."""

    id: str
    says: str
    never: str = ""
    law: Law | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if bool(self.never) == bool(self.law):
            raise ValueError(f"{self.id}: write either `never` or `law`")
        return self


class Accepted(Frozen):
    """A policy that changes no decision and stays nevertheless, and why."""

    policy: str
    because: str


class InvariantFile(Frozen):
    """All of `invariants.toml`."""

    invariants: tuple[Invariant, ...]
    accepted: tuple[Accepted, ...] = ()


def read_invariants(path: Path) -> InvariantFile:
    """Raises InvariantFileError."""
    try:
        return InvariantFile.from_json(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InvariantFileError(f"{path.name}: {error}") from error


def as_policy(invariant: Invariant, schema: str) -> Tree:
    """The invariant as the forbid that must change nothing; raises InvariantFileError when the schema does not know its words."""
    text = f"forbid (principal, action, resource) when {{ {invariant.never} }};"
    if errors := validate_policies(text, schema).errors:
        raise InvariantFileError(f"invariant {invariant.id}: {errors[0].error}")
    parsed: dict[str, Any] = json.loads(policies_to_json_str(text))
    (tree,) = parsed["staticPolicies"].values()
    return {"annotations": {}, **tree}
