"""The base of every noun."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


def _to_utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_to_utc)]
BasisPoints = Annotated[int, Field(ge=0, le=10_000)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Tenant = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
CaseId = Annotated[str, Field(pattern=r"^C-[0-9A-Z]{16}$")]
# What outside systems call things. It stands on the record and in logs, so it is no text and no address: no blank and no @ (I12).
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$")]
ApprovalId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Frozen(BaseModel):
    """Immutable, closed and strict; errors never repeat the input, which may hold personal data."""

    # Built at first use: a cold start pays for the nouns its step touches, not for all that its modules name.
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
        defer_build=True,
        # `to_json` leaves nothing out.
        json_schema_serialization_defaults_required=True,
    )

    def to_json(self) -> dict[str, Any]:
        """A JSON object; times as RFC 3339 text, enums by value."""
        return self.model_dump(mode="json")

    @classmethod
    def from_json(cls, value: object) -> Self:
        """The reverse of `to_json`: strict, but times and enums are read from their JSON form."""
        return cls.model_validate_json(json.dumps(value))
