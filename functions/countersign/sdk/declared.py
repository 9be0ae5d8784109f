"""Facts about a system that its connector declares and the hub acts on, and how declarations are built."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Pointer = Annotated[str, Field(pattern=r"^(/[^/]*)+$")]
_Path = Annotated[str, Field(pattern=r"^/[^?#\s]*$")]


class Declaration(BaseModel):
    """Frozen, closed, and silent about its input in errors."""

    # Built at first use: most functions name these for their types alone.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


class RateFacts(Declaration):
    """How much the system takes, and how it says that it has had enough. The hub asks less often by itself; nobody else waits."""

    counted_by: Literal["account", "endpoint", "user"] = Field(default="account", description="what the system counts requests by")
    limit: int | None = Field(default=None, gt=0, description="requests in `per_seconds`; None where the system publishes no number")
    per_seconds: int | None = Field(default=None, gt=0, description="the span that `limit` is for")
    remaining_header: str | None = Field(default=None, description="response header with how many requests are left, in lower case")
    reset_header: str | None = Field(default=None, description="response header with when there are more again, in lower case")
    reset_unit: Literal["seconds", "epoch_seconds", "epoch_milliseconds", "iso_8601"] = Field(
        default="seconds", description="how the reset header counts"
    )


class LateBound(Declaration):
    """A value that the hub fetches just before it sends, say a CSRF token; outside the approved digest, and nothing else is."""

    place: Literal["header", "form"] = Field(description="a header, or a field added to a form body")
    name: str = Field(description="the header or the field")
    path: _Path = Field(description="where the hub gets it: a GET request that is answered with JSON")
    query: tuple[tuple[str, str], ...] = Field(default=(), description="of that request")
    pointer: Pointer = Field(description="JSON pointer to the value in the answer")


class SafePost(Declaration):
    """A POST request that only reads, because the system searches or answers calls by POST. No other may be sent while reading."""

    path: _Path = Field(description="`*` stands for one segment")
    pointer: Pointer | None = Field(
        default=None, description="JSON pointer into the body to what tells reads from writes, say an RPC method"
    )
    values: tuple[str, ...] = Field(default=(), description="what may stand there")
