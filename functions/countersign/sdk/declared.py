"""Facts about a system that its connector declares and the hub acts on, and how declarations are built."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
    """A value that the hub fills in just before it sends, outside the approved digest, and nothing else is: one that the system gives out,
    say a CSRF token, one of the operator's own, say the number that calls come from, or the moment of sending.
    """

    place: Literal["header", "form", "json", "path"] = Field(
        description="a header, a member added to a form or to a JSON object as the body, or the segment `{name}` of any path"
    )
    name: str = Field(
        description="the header, the member or the segment; of a JSON object also the JSON pointer to a member of its last member"
    )
    path: Literal["*"] | _Path | None = Field(
        default=None, description="where the hub gets it: a GET request that is answered with JSON; `*` is where the write goes"
    )
    query: tuple[tuple[str, str], ...] = Field(default=(), description="of that request")
    pointer: Pointer | None = Field(default=None, description="JSON pointer to the value in the answer")
    setting: str | None = Field(default=None, description="or its name among the `settings` in the secret, where no credential stands")
    # Left out of a manifest's digest where it is not used: manifests were approved before it was there.
    moment: Literal["epoch_milliseconds"] | None = Field(
        default=None, exclude_if=lambda moment: moment is None, description="or it is the moment of sending, and how that is counted"
    )

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> "LateBound":
        sources = [source for source in (self.path, self.setting, self.moment) if source is not None]
        if (self.path is None) != (self.pointer is None) or len(sources) != 1:
            raise ValueError(f"{self.name}: a late-bound value is fetched by path and pointer, is a setting, or the moment of sending")
        if self.place == "path" and self.setting is None:
            raise ValueError(f"{self.name}: a segment of a path is a setting")
        return self


class SafePost(Declaration):
    """A POST request that only reads, because the system searches or answers calls by POST. No other may be sent while reading."""

    path: _Path = Field(description="`*` stands for one segment")
    pointer: Pointer | None = Field(
        default=None, description="JSON pointer into the body to what tells reads from writes, say an RPC method"
    )
    values: tuple[str, ...] = Field(default=(), description="what may stand there")
