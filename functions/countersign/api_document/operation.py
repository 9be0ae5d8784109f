"""One route as its reader needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Any, Literal

from pydantic import ConfigDict

from countersign.model.frozen import Frozen

Schema = Mapping[str, Any]
DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
DAY: Schema = {"type": "string", "pattern": "^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}


class Told(Frozen):
    """An answer: its fields are described by the texts below them, and those with a default may be left out."""

    model_config = ConfigDict(use_attribute_docstrings=True, json_schema_serialization_defaults_required=False)


class Audience(Enum):
    """Who may ask: the signed-in, whoever signs what they send, anybody."""

    PEOPLE = "people"
    SYSTEMS = "systems"
    ANYBODY = "anybody"


@dataclass(frozen=True)
class Parameter:
    """Part of an address."""

    name: str
    where: Literal["path", "query"]
    schema: Schema
    description: str


@dataclass(frozen=True)
class Operation:
    """`answer` (or its `alternative`) is the model of the JSON that `status` comes with, `body` that of what is sent, `rules` what the
    fields of the body say together.

    `refusals` tell when this route refuses, by status, beyond what every route may answer. `is_list` is a list that comes in pages.
    """

    method: str
    path: str
    name: str
    tag: str
    summary: str
    description: str
    answer: type[Frozen]
    alternative: type[Frozen] | None = None
    status: HTTPStatus = HTTPStatus.OK
    body: type[Frozen] | None = None
    rules: Schema = field(default_factory=dict)
    parameters: tuple[Parameter, ...] = ()
    refusals: Mapping[int, str] = field(default_factory=dict)
    is_list: bool = False
    audience: Audience = Audience.PEOPLE

    @property
    def takes_input(self) -> bool:
        return bool(self.is_list or self.parameters or self.body)


class Listed(Told):
    """A page of a list."""

    next_cursor: str | None
    """Give it as `cursor` to read on; null on the last page. Entries that come meanwhile are neither lost nor told twice."""
