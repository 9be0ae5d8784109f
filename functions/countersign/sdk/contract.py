"""What passes between a connector and the hub.

A connector is a pure translator. It opens no socket, holds no credential, reads no clock and no environment: the hub sends exactly the
request that `prepare` returned and that people approved.
"""

from collections.abc import Generator, Mapping
from typing import Annotated, Any, Literal, Protocol, TypeAlias

from pydantic import AwareDatetime, Field

from countersign.sdk.declared import Declaration
from countersign.sdk.manifest import ActionDescriptor, Capability, Effect, Idempotency, Manifest

__all__ = [
    "CONTRACT_VERSION",
    "ActionDescriptor",
    "Applied",
    "Arguments",
    "Capability",
    "Connector",
    "Effect",
    "ErrorKind",
    "Event",
    "Health",
    "Idempotency",
    "Listed",
    "Listing",
    "Manifest",
    "NotApplied",
    "Outcome",
    "RawWebhook",
    "Request",
    "Response",
    "Unknown",
    "VendorError",
]

CONTRACT_VERSION = 1
_RFC_3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"


class Request(Declaration):
    """One HTTP request below the system's base address, complete but for credentials and late-bound headers."""

    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = Field(description="of HTTP")
    path: Annotated[str, Field(pattern=r"^/[^?#\s]*$", description="escaped, below the system's address; see `path_of`")]
    query: tuple[tuple[str, str], ...] = Field(default=(), description="names and values, not escaped, in order")
    headers: tuple[tuple[str, str], ...] = Field(default=(), description="without what the hub sets")
    body: str | None = Field(default=None, description="sent as UTF-8")


class Response(Declaration):
    """What came back; header names in lower case, `body` at most 1 MiB."""

    status: int = Field(description="of HTTP")
    headers: Mapping[str, str] = Field(default_factory=dict, description="names in lower case; no cookies")
    body: bytes = Field(default=b"", description="as it came")


ErrorKind: TypeAlias = Literal[
    "auth", "permission", "invalid", "not_found", "conflict", "rate_limited", "unavailable", "timeout", "unexpected"
]


class VendorError(Declaration):
    """Why something was not done, or may not have been. `safe_message` holds no personal data: it is logged and shown."""

    kind: ErrorKind = Field(description="what the hub does next: see the table of kinds")
    safe_message: str = Field(description="in words of the connector's own, quoting nobody")
    retry_after_seconds: int | None = Field(default=None, ge=0, description="what the system asks for")
    vendor_code: str | None = Field(default=None, description="the system's own code")
    vendor_request_id: str | None = Field(default=None, description="by which the system's support finds the request")


class Applied(Declaration):
    """The effect is there. `vendor_id` finds it at the system; `result` fits the action's output schema."""

    outcome: Literal["applied"] = "applied"
    vendor_id: str = Field(description="what the system calls it")
    result: dict[str, Any] = Field(default_factory=dict, description="what an undo or a later action may need")


class NotApplied(Declaration):
    """The effect is certainly not there."""

    outcome: Literal["not_applied"] = "not_applied"
    error: VendorError = Field(description="why not")


class Unknown(Declaration):
    """Nobody can say yet. Never repeated blindly: the hub looks it up with `reconcile`, or asks a person."""

    outcome: Literal["unknown"] = "unknown"
    error: VendorError = Field(description="why")


Outcome: TypeAlias = Applied | NotApplied | Unknown


class Listed(Declaration):
    """One effect as the system's own list shows it. `key` is what was prepared with it; None for what others did without one."""

    vendor_id: str = Field(description="what the system calls it")
    key: str | None = Field(description="the hub's idempotency key, where the system kept it")
    at: AwareDatetime = Field(description="when the system did it")
    amount_minor: int | None = Field(default=None, description="for money: integer minor units")
    currency: str | None = Field(default=None, description="for money: ISO 4217")


class Listing(Declaration):
    """One page of a system's list, and where the next begins."""

    effects: tuple[Listed, ...] = Field(description="in the system's order")
    next_page: str | None = Field(description="what `page` is for the next; None after the last")


class Health(Declaration):
    """What a self-test found; `findings` say what is wrong, without personal data or secrets."""

    ok: bool = Field(description="whether the hub can work with it")
    findings: tuple[str, ...] = Field(default=(), description="what is wrong")


class RawWebhook(Declaration):
    """A webhook as it arrived: raw bytes, header names in lower case, and the public address it was sent to."""

    headers: Mapping[str, str] = Field(description="names in lower case")
    body: bytes = Field(description="not parsed, not decoded")
    url: str = Field(description="as the sender knows it; some systems sign it. `eventbridge:` for what the deployment's event bus brought")


class Event(Declaration):
    """A verified event, in the terms of CloudEvents 1.0; (`source`, `id`) is the same for every delivery of the same event."""

    id: Annotated[str, Field(min_length=1, max_length=200, description="the same for every delivery")]
    source: str = Field(description="the connector's name")
    type: str = Field(description="one of the manifest's event types")
    time: Annotated[str, Field(pattern=_RFC_3339, max_length=40, description="as the system says")]
    subject: str | None = Field(default=None, description="the system's own id of what it is about, say a ticket")
    data: dict[str, Any] = Field(description="for `ticket.created` in the hub's shape of an interaction")


Arguments: TypeAlias = Mapping[str, Any]


class Connector(Protocol):
    """What a vendor writes. Every method is pure; the generators yield requests that only read, and receive the responses."""

    @property
    def manifest(self) -> Manifest:
        """The same value each time."""
        ...

    def prepare(self, action: str, arguments: Arguments, *, key: str) -> Request:
        """The exact request that does `action` once. `key` is the hub's idempotency key: put it where the system honours or keeps it.

        Deterministic: the same arguments and key give the same bytes. Raises InvalidArgumentsError when no request can be right.
        """
        ...

    def interpret(self, action: str, request: Request, response: Response) -> Outcome:
        """What the response means. In doubt Unknown; a status of 200 may hold an error."""
        ...

    def compensate(self, action: str, arguments: Arguments, receipt: Applied) -> Arguments:
        """The arguments of the action that undoes `action`, which was done with `arguments` and ended in `receipt`.

        Raises InvalidArgumentsError when nothing can undo it after all; the hub then asks a person.
        """
        ...

    def read(self, action: str, arguments: Arguments) -> Generator[Request, Response, dict[str, Any] | None]:
        """Answer a read action in the shape of its output schema; None when there is no such object."""
        ...

    def reconcile(self, action: str, request: Request, *, key: str) -> Generator[Request, Response, Outcome]:
        """Look whether the effect of `request` is there: Applied, NotApplied (certainly absent), or Unknown (cannot be told)."""
        ...

    def list_effects(self, action: str, *, since: str, page: str | None) -> Generator[Request, Response, Listing]:
        """One page of all that the system did of the kind of `action`, by whomever, from `since` (RFC 3339, UTC) on.

        Whatever is added while the pages are read may show twice, but hides nothing. Raises NotListedError when there is no such list.
        """
        ...

    def check(self) -> Generator[Request, Response, Health]:
        """Ask the system for something harmless: is the credential accepted, does it allow what the actions need?"""
        ...

    def verify_webhook(self, webhook: RawWebhook, *, keys: tuple[str, ...], now: int) -> None:
        """Accept a genuine, fresh webhook (`now` in Unix seconds); raises WebhookRejectedError otherwise."""
        ...

    def parse_event(self, webhook: RawWebhook) -> tuple[Event, ...]:
        """The events in a verified webhook; raises MalformedJsonError or WebhookRejectedError when it cannot be read."""
        ...
