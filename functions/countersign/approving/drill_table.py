"""Which known-bad questions there are, as a table that owners edit (`policies/drills.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import Field

from countersign.model.drill import DrillKind, DrillName
from countersign.model.frozen import Frozen


class _Table(Frozen):
    kinds: Annotated[dict[DrillName, DrillKind], Field(min_length=1)]


def parse(text: str) -> Mapping[str, DrillKind]:
    """Read the table; raises ValidationError or TOMLDecodeError."""
    return _Table.from_json({"kinds": tomllib.loads(text)}).kinds


@cache
def shipped() -> Mapping[str, DrillKind]:
    """The table in this artifact: built into the package, or beside it in a checkout."""
    packaged = resources.files("countersign") / "drills.toml"
    if packaged.is_file():
        return parse(packaged.read_text(encoding="utf-8"))
    return parse((Path(__file__).parents[3] / "policies" / "drills.toml").read_text(encoding="utf-8"))
