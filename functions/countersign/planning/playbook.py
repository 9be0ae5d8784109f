"""Playbooks: what may be proposed for an intent, as a table that CX owners edit (`policies/playbooks.toml`)."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from countersign.model.frozen import Frozen

Need = Literal["customer", "order", "passage"]
Bindings = Mapping[str, str | int | bool]
Argument = str | int | bool | list[str]

PLACEHOLDER = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")


class Proposal(Frozen):
    """One action a playbook proposes; a template makes the text of a reply. `after` names an action before it that must be done first."""

    action: str
    arguments: dict[str, Argument] = Field(default_factory=dict)
    template: str | None = None
    after: str | None = None


class Playbook(Frozen):
    """What is proposed once every need is met."""

    title: str
    needs: tuple[Need, ...] = ()
    propose: tuple[Proposal, ...]

    @model_validator(mode="after")
    def _after_is_before(self) -> Self:
        """So that nothing can wait for itself."""
        for number, proposal in enumerate(self.propose):
            earlier = [one.action for one in self.propose[:number]]
            if proposal.after is not None and earlier.count(proposal.after) != 1:
                raise ValueError(f"{proposal.action}: `after` names exactly one action that stands before it")
        return self


class Playbooks(Frozen):
    """All playbooks by intent, and the texts they fill in."""

    by_intent: dict[str, Playbook]
    templates: dict[str, str]


class UnknownPlaceholderError(Exception):
    """A playbook names something that no fact binds: the playbook is wrong, not the case."""


def parse(text: str) -> Playbooks:
    """Read the table; raises ValidationError or TOMLDecodeError."""
    tables = tomllib.loads(text)
    templates = tables.pop("templates", {})
    return Playbooks.from_json({"by_intent": tables, "templates": templates})


@cache
def shipped() -> Playbooks:
    """The table in this artifact: built into the package, or beside it in a checkout."""
    packaged = resources.files("countersign") / "playbooks.toml"
    if packaged.is_file():
        return parse(packaged.read_text(encoding="utf-8"))
    return parse((Path(__file__).parents[3] / "policies" / "playbooks.toml").read_text(encoding="utf-8"))


def fill(template: str, bindings: Bindings) -> str:
    """Replace each {name} once; what is filled in is never looked at again, so no value can name another."""
    return PLACEHOLDER.sub(lambda match: str(_bound(match[1], bindings)), template.strip())


def fill_arguments(arguments: Mapping[str, Argument], bindings: Bindings) -> dict[str, Any]:
    """Fill every argument; one that is a single placeholder keeps the type of its value."""
    return {name: _fill_value(value, bindings) for name, value in arguments.items()}


def _fill_value(value: Argument, bindings: Bindings) -> Argument:
    if isinstance(value, list):
        return [fill(each, bindings) for each in value]
    if not isinstance(value, str):
        return value
    whole = PLACEHOLDER.fullmatch(value)
    return _bound(whole[1], bindings) if whole else fill(value, bindings)


def _bound(name: str, bindings: Bindings) -> str | int | bool:
    if name not in bindings:
        raise UnknownPlaceholderError(name)
    return bindings[name]
