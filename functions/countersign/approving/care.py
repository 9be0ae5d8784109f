"""How approvers are looked after, as a table that owners edit (`policies/approvers.toml`)."""

import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import Field

from countersign.model.frozen import Frozen

_Seconds = Annotated[int, Field(ge=1, le=86_400)]


class Haste(Frozen):
    """So many approvals of one person within that time, each sooner than `dwell_seconds` after the question was opened, are too many."""

    dwell_seconds: _Seconds
    # What is looked back over for each hasty answer.
    approvals: Annotated[int, Field(ge=2, le=50)]
    within_seconds: _Seconds


class Fatigue(Frozen):
    """One person is told of so many questions in an hour. Those beyond wait for the next hour and come together, unless they are urgent."""

    notices_per_hour: Annotated[int, Field(ge=1, le=1_000)]
    # With less than this left to answer, a question is told at once.
    urgent_seconds: _Seconds


class Care(Frozen):
    """The whole table."""

    haste: Haste
    fatigue: Fatigue


def parse(text: str) -> Care:
    """Read the table; raises ValidationError or TOMLDecodeError."""
    return Care.from_json(tomllib.loads(text))


@cache
def shipped() -> Care:
    """The table in this artifact: built into the package, or beside it in a checkout."""
    packaged = resources.files("countersign") / "approvers.toml"
    if packaged.is_file():
        return parse(packaged.read_text(encoding="utf-8"))
    return parse((Path(__file__).parents[3] / "policies" / "approvers.toml").read_text(encoding="utf-8"))
